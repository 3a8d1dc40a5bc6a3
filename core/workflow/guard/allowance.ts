/** How many values an evaluation may still look at. */
export interface Allowance {
  left: number;
}

const VALUES = 1_000_000;

/** What ends an evaluation whose allowance is spent. */
export class TooCostly extends Error {}

export function openAllowance(): Allowance {
  return { left: VALUES };
}

export function spend(allowance: Allowance, values: number): void {
  allowance.left -= values;
  if (allowance.left < 0) throw new TooCostly('The guard looks at too many values.');
}
