import { limits } from '../contract/limits.ts';
import type { RunFailed } from '../ports/runner.ts';

/** What is kept of an attempt that another one follows: why it failed, and the end of what it printed. */
export function keptAttempt(outcome: RunFailed): RunFailed {
  const { name, message, stack } = outcome.error;
  return {
    ok: false,
    error: { name, message, ...(stack !== undefined && { stack }) },
    output: endOf(outcome.output, limits.attemptOutputBytes),
    durationMs: outcome.durationMs,
  };
}

/** The last whole characters within so many bytes of UTF-8. */
function endOf(text: string, maxBytes: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.byteLength <= maxBytes) return text;
  let start = bytes.byteLength - maxBytes;
  // Not from within a character: bytes after its first begin with the bits 10.
  while (start < bytes.byteLength && (bytes[start]! & 0xc0) === 0x80) start++;
  return new TextDecoder().decode(bytes.subarray(start));
}
