import { createRequire } from 'node:module';
import type { MachineCase } from './machine-case.ts';

/** The `asl-validator` package, which has no types and is CommonJS. It writes into what it checks. */
export const validateMachine: (definition: object) => { readonly isValid: boolean; errorsText(): string } =
  createRequire(import.meta.url)('asl-validator');

/** One machine of many: the validator takes long to begin, and little for each state. */
export function joined(rows: readonly MachineCase[]): object {
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'all',
    States: {
      all: {
        Type: 'Parallel',
        End: true,
        Branches: rows.map(({ name, definition }) => branchOf(name, definition)),
      },
    },
  };
}

/** A machine as a branch, with state names that tell the row and are unique among all. */
function branchOf(row: string, { StartAt, States }: MachineCase['definition']): object {
  const prefixed = (name: unknown): string => `${row.slice(0, 40)} ${row.length}: ${String(name)}`;
  const rename = (value: unknown, field?: string): unknown => {
    if (['StartAt', 'Next', 'Default'].includes(field ?? '')) return prefixed(value);
    if (Array.isArray(value)) return value.map((part) => rename(part));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [
        field === 'States' ? prefixed(key) : key,
        rename(part, key),
      ]),
    );
  };
  return rename({ StartAt, States }) as object;
}
