const works: (() => void)[] = [];

/**
 * Has something done when a test file has ended, and each of those that come after it in the same process. In place of `afterAll`
 * in a module that test files share: it is loaded once for several of them, and its `afterAll` is that of the first alone.
 *
 * @param work fails the file when it throws.
 */
export function atEndOfEachFile(work: () => void): void {
  works.push(work);
}

/** Does what is to be done when a test file has ended. */
export function endFile(): void {
  for (const work of works) work();
}
