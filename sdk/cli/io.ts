/** What a command reads and writes; the process's own, or a test's. */
export interface Io {
  /** The answer, and nothing else. */
  out(text: string): void;
  /** Errors, and notes for people. */
  err(text: string): void;
  readonly stdin: AsyncIterable<Uint8Array>;
}
