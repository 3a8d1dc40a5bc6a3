import { timingSafeEqual } from 'node:crypto';
import { REPLY_BODY_BYTES, REPLY_HEADER_BYTES, replyFlags, replyKinds, SECRET_BYTES } from './protocol.ts';

export type Reply =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'result';
      readonly resultType: 'text' | 'json';
      readonly result: string;
      readonly cut: boolean;
      readonly retire: boolean;
    }
  | {
      readonly kind: 'error';
      readonly name: string;
      readonly message: string;
      readonly stack: string;
      readonly retire: boolean;
    };

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
      const second = REPLY_HEADER_BYTES + pending.readUInt32LE(SECRET_BYTES + 2);
      const third = second + pending.readUInt32LE(SECRET_BYTES + 6);
      const end = third + pending.readUInt32LE(SECRET_BYTES + 10);
      if (end > REPLY_HEADER_BYTES + REPLY_BODY_BYTES) return [...replies, 'violated'];
      if (pending.length < end) break;
      replies.push(
        decode(
          pending[SECRET_BYTES]!,
          pending[SECRET_BYTES + 1]!,
          pending.toString('utf8', REPLY_HEADER_BYTES, second),
          pending.toString('utf8', second, third),
          pending.toString('utf8', third, end),
        ),
      );
      pending = pending.subarray(end);
    }
    return replies;
  };
}

function decode(
  kind: number,
  flags: number,
  first: string,
  second: string,
  third: string,
): Reply | 'violated' {
  const retire = (flags & replyFlags.retire) !== 0;
  switch (kind) {
    case replyKinds.ready:
      return { kind: 'ready' };
    case replyKinds.text:
    case replyKinds.json:
      return {
        kind: 'result',
        resultType: kind === replyKinds.text ? 'text' : 'json',
        result: first,
        cut: (flags & replyFlags.cut) !== 0,
        retire,
      };
    case replyKinds.error:
      return { kind: 'error', name: first, message: second, stack: third, retire };
    default:
      return 'violated';
  }
}
