/** Does `work` `times` times, `concurrency` at once. */
export async function inFlight(
  concurrency: number,
  times: number,
  work: () => Promise<unknown>,
): Promise<void> {
  let left = times;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left-- > 0) await work();
    }),
  );
}
