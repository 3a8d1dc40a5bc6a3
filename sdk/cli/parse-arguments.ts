import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';

/** A whole number of at least `min` and at most `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** A number of seconds, 0 or more. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0) || value === Number.POSITIVE_INFINITY) {
    throw new InvalidArgumentError('It must be a number of seconds.');
  }
  return value;
}

/** Networks, separated by commas, or none: an address, or one with how many of its bits count. */
export function networks(text: string): string[] {
  const all = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const wrong = all.find((part) => !isNetwork(part));
  if (wrong === undefined) return all;
  throw new InvalidArgumentError(`"${wrong}" is no network. Write 10.0.0.0/8, fd00::/8, or one address.`);
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const max = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const count = bits === undefined ? max : /^\d+$/.test(bits) ? Number(bits) : max + 1;
  return more.length === 0 && max > 0 && count <= max;
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** The same, of what there is; commander looks at the choices of an option only when it parses them itself. */
export function collectOf<T extends string>(
  choices: readonly T[],
): (value: string, before: readonly T[] | undefined) => T[] {
  return (value, before) => {
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
    return [...(before ?? []), chosen];
  };
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time: RFC 3339, or how long ago as `90s`, `15m`, `2h` or `7d`. */
export function time(text: string): Date {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const at = unit === undefined ? new Date(text) : new Date(Date.now() - Number(count) * unitMs[unit]!);
  if (Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError(
      'It must be a time such as 2026-11-21T12:00:00Z, or how long ago: 90s, 15m, 2h, 7d.',
    );
  }
  return at;
}
