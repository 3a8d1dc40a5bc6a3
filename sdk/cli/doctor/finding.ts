/** What one check of `hookline doctor` found. */
export interface Finding {
  /** What was checked, in a few words. */
  readonly check: string;
  readonly fine: boolean;
  /** How it is. */
  readonly says: string;
  /** What to do, when it is not fine. */
  readonly remedy?: string;
}

export const fine = (check: string, says: string): Finding => ({ check, fine: true, says });

export const attention = (check: string, says: string, remedy: string): Finding => ({
  check,
  fine: false,
  says,
  remedy,
});
