/** What a Map runs at the same time on Step Functions; the embedded engine does as that. */
const AT_ONCE = 40;

/**
 * The rounds of an iteration, as its document takes them: lists of at most 40 numbers from 0. A Map runs at most 40 rounds at once,
 * and a round is not to wait for another, so the lists run side by side too: up to 1,600 rounds.
 */
export function roundsOf(items: number): number[][] {
  return Array.from({ length: Math.ceil(items / AT_ONCE) }, (_, list) =>
    Array.from({ length: Math.min(AT_ONCE, items - list * AT_ONCE) }, (_, at) => list * AT_ONCE + at),
  );
}
