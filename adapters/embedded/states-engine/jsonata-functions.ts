import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { Clock } from '../../../core/ports/clock.ts';
import type { Ids } from '../../../core/ports/ids.ts';

/** Where expressions take time and randomness from. */
export interface Surroundings {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** AWS's names of the digests on the left (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html). */
const digests: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** The most elements that Step Functions lets `$range` build. */
const LONGEST_RANGE = 360_145;

/** The functions that Step Functions adds to JSONata; `$now` and `$millis` are moved to the injected clock. */
export function registerFunctions(expression: jsonata.Expression, { clock, ids }: Surroundings): void {
  expression.registerFunction('partition', partition, '<a?n?:a>');
  expression.registerFunction('range', range, '<n?n?n?:a>');
  expression.registerFunction('hash', hash, '<s?s?:s>');
  expression.registerFunction(
    'random',
    (seed?: number) => (seed === undefined ? fraction(ids) : seeded(seed)),
    '<n?:n>',
  );
  expression.registerFunction('uuid', () => uuid(ids), '<:s>');
  expression.registerFunction('parse', parse, '<s?:x>');
  expression.registerFunction('millis', () => clock.now(), '<:n>');
  expression.registerFunction(
    'now',
    (picture?: string, zone?: string) =>
      jsonata('$fromMillis($t, $p, $z)').evaluate(null, { t: clock.now(), p: picture, z: zone }),
    '<s?s?:s>',
  );
}

/** Evenly distributed in [0, 1), from the first 48 bits of an id. */
export function fraction(ids: Ids): number {
  return Buffer.from(ids.next(), 'base64url').readUIntBE(0, 6) / 2 ** 48;
}

/** Arguments that are not whole are rounded towards zero; a size of zero and an empty array give nothing, as on AWS. */
function partition(array?: readonly unknown[], size?: number): unknown[][] | undefined {
  const length = Math.trunc(size ?? 0);
  if (array === undefined || array.length === 0 || length === 0) return undefined;
  if (length < 0) throw new RangeError('$partition needs a chunk size above zero');
  return Array.from({ length: Math.ceil(array.length / length) }, (_, at) =>
    array.slice(at * length, (at + 1) * length),
  );
}

/** From `start` to `end`, inclusive when a step lands on it. */
function range(start?: number, end?: number, step?: number): number[] | number | undefined {
  if (start === undefined || end === undefined || step === undefined) return undefined;
  const [from, to, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)];
  if (by === 0 || (to - from) * by < 0) return undefined;
  const length = Math.floor((to - from) / by) + 1;
  if (length > LONGEST_RANGE)
    throw new RangeError(`$range may build at most ${LONGEST_RANGE} elements, not ${length}`);
  // AWS gives a range of one element as the bare number.
  return length === 1 ? from : Array.from({ length }, (_, at) => from + at * by);
}

function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  const digest = digests[algorithm];
  if (digest === undefined) {
    throw new RangeError(`$hash does not know '${algorithm}'; use one of ${Object.keys(digests).join(', ')}`);
  }
  return createHash(digest).update(text).digest('hex');
}

/** A number in [0, 1) that is the same for the same seed: mulberry32's finalizer over the seed. */
function seeded(seed: number): number {
  let mixed = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** Version 4 (RFC 9562) over 128 injected random bits. */
function uuid(ids: Ids): string {
  const bytes = Buffer.from(ids.next(), 'base64url');
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

function parse(text?: string): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
