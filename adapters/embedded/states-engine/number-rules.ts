/** What a number in a definition, or one that an expression gives, must be. */
export interface NumberRule {
  readonly least: number;
  readonly most?: number;
  readonly whole?: boolean;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
export const WAIT_SECONDS: NumberRule = { least: 0, most: 99_999_999, whole: true };

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html */
export const TASK_SECONDS: NumberRule = { least: 1, most: 99_999_999, whole: true };

/** MaxConcurrency and ToleratedFailureCount. */
export const COUNT: NumberRule = { least: 0, whole: true };

/** ToleratedFailurePercentage. */
export const PERCENTAGE: NumberRule = { least: 0, most: 100 };

export function fits(
  value: number,
  { least, most = Number.MAX_SAFE_INTEGER, whole = false }: NumberRule,
): boolean {
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}

export function describe({ least, most, whole }: NumberRule): string {
  return `${whole ? 'a whole number' : 'a number'} from ${least}${most === undefined ? '' : ` to ${most}`}`;
}
