/**
 * Thrown by a handler, ends the run at once as failed: its `retry` makes no further attempt. Throw it, or what extends it,
 * where another attempt would fail alike.
 */
export class TerminalError extends Error {
  override readonly name: string = 'TerminalError';
}
