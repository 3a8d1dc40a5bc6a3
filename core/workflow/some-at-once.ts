/** Does something with each of many, with so many at the same time. */
export async function someAtOnce<T>(
  all: readonly T[],
  count: number,
  act: (one: T) => Promise<unknown>,
): Promise<void> {
  for (let first = 0; first < all.length; first += count) {
    await Promise.all(all.slice(first, first + count).map(act));
  }
}
