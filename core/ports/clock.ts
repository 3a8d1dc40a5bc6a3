/** Time, injected so that tests can move it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Calls `callback` once, `delayMs` milliseconds from now (any length, beyond the 24.8 days of a Node timer
   * too). Returns a function that cancels it. A pending call does not keep the process alive.
   */
  schedule(delayMs: number, callback: () => void): () => void;
}
