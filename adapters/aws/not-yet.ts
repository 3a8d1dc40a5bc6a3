/** Stands for what is not on AWS yet: whatever needs it fails, and says so. */
export function notYet<T extends object>(what: string): T {
  return new Proxy({} as T, {
    get: () => () => Promise.reject(new Error(`${what} is not on AWS yet.`)),
  });
}
