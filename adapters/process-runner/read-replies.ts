import { timingSafeEqual } from 'node:crypto';
import type { RunError, RunFailed, RunSucceeded } from '../../core/ports/runner.ts';
import { splitTraits } from './error-traits.ts';
import {
  ERROR_TEXT_BYTES,
  REPLY_BODY_BYTES,
  REPLY_HEADER_BYTES,
  REPLY_TEXTS,
  replyFlags,
  replyKinds,
  SECRET_BYTES,
} from './protocol.ts';

export type Reply =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'outcome';
      readonly outcome: Outcome;
      /** The code's onSuccess or onFailure goes on, and `done` follows. */
      readonly more: boolean;
      readonly retire: boolean;
    }
  | { readonly kind: 'done'; readonly retire: boolean };

/** What a process says of a run. */
export type Outcome =
  | Omit<RunSucceeded, 'output' | 'durationMs'>
  | Pick<RunFailed, 'ok' | 'error' | 'returnedFailure'>;

/**
 * Puts a process's replies together from the chunks in which they arrive.
 *
 * @returns a function that takes a chunk and gives the replies it completes, and `violated` when something came
 *   that does not begin with the secret or is no reply: user code wrote it. Nothing after that is to be trusted.
 */
export function readReplies(secret: Uint8Array): (chunk: Buffer) => (Reply | 'violated')[] {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const replies: (Reply | 'violated')[] = [];
    while (pending.length >= SECRET_BYTES) {
      if (!timingSafeEqual(secret, pending.subarray(0, SECRET_BYTES))) return [...replies, 'violated'];
      if (pending.length < REPLY_HEADER_BYTES) break;
      const ends: number[] = [];
      let end = REPLY_HEADER_BYTES;
      for (let index = 0; index < REPLY_TEXTS; index++) {
        end += pending.readUInt32LE(SECRET_BYTES + 2 + 4 * index);
        ends.push(end);
      }
      if (end > REPLY_HEADER_BYTES + REPLY_BODY_BYTES) return [...replies, 'violated'];
      if (pending.length < end) break;
      const text = (index: number): string =>
        pending.toString('utf8', ends[index - 1] ?? REPLY_HEADER_BYTES, ends[index]);
      replies.push(decode(pending[SECRET_BYTES]!, pending[SECRET_BYTES + 1]!, text));
      pending = pending.subarray(end);
    }
    return replies;
  };
}

function decode(kind: number, flags: number, text: (index: number) => string): Reply | 'violated' {
  const more = (flags & replyFlags.more) !== 0;
  const retire = (flags & replyFlags.retire) !== 0;
  switch (kind) {
    case replyKinds.ready:
      return { kind: 'ready' };
    case replyKinds.text:
    case replyKinds.json:
      return { kind: 'outcome', outcome: returned(kind, flags, text(0)), more, retire };
    case replyKinds.error:
      return { kind: 'outcome', outcome: { ok: false, error: thrown(text) }, more, retire };
    case replyKinds.done:
      return { kind: 'done', retire };
    default:
      return 'violated';
  }
}

function returned(kind: number, flags: number, result: string): Outcome {
  const value = {
    result,
    resultType: kind === replyKinds.text ? ('text' as const) : ('json' as const),
    resultCut: (flags & replyFlags.cut) !== 0,
  };
  if ((flags & replyFlags.failure) === 0) {
    return { ok: true, ...value, ...((flags & replyFlags.skipped) !== 0 && { skipped: true }) };
  }
  const error = {
    name: 'ReturnedFailure',
    message: result.slice(0, ERROR_TEXT_BYTES),
    terminal: true as const,
  };
  return { ok: false, error, returnedFailure: value };
}

function thrown(text: (index: number) => string): RunError {
  const name = text(0);
  const stack = text(2);
  return { name, message: text(1), ...(stack !== '' && { stack }), ...splitTraits(name, text(3)) };
}
