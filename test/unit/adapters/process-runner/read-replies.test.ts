import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPLY_BODY_BYTES, replyFlags, replyKinds } from '../../../../adapters/process-runner/protocol.ts';
import { type Reply, readReplies } from '../../../../adapters/process-runner/read-replies.ts';

const secret = Buffer.alloc(32, 9);

function frame(kind: number, flags: number, texts: string[]): Buffer {
  const bytes = texts.map((text) => Buffer.from(text));
  const lengths = Buffer.alloc(16);
  bytes.forEach((text, index) => {
    lengths.writeUInt32LE(text.length, 4 * index);
  });
  return Buffer.concat([secret, Buffer.from([kind, flags]), lengths, ...bytes]);
}

describe('reading replies', () => {
  it('puts them together from chunks of any size', () => {
    const text = fc.string({ maxLength: 50, unit: 'grapheme' });
    const reply = fc.oneof(
      fc.tuple(text, fc.boolean(), fc.boolean()).map(([result, cut, skipped]) => ({
        bytes: frame(replyKinds.json, (cut ? replyFlags.cut : 0) | (skipped ? replyFlags.skipped : 0), [
          result,
        ]),
        reply: {
          kind: 'outcome',
          outcome: {
            ok: true,
            resultType: 'json',
            result,
            resultCut: cut,
            ...(skipped && { skipped: true }),
          },
          more: false,
          retire: false,
        } satisfies Reply,
      })),
      fc
        .tuple(
          text,
          text,
          text.filter((stack) => stack !== ''),
        )
        .map(([name, message, stack]) => ({
          bytes: frame(replyKinds.error, replyFlags.retire, [name, message, stack, '2.5\nBase\nError']),
          reply: {
            kind: 'outcome',
            outcome: {
              ok: false,
              error: { name, message, stack, classes: ['Base', 'Error'], retryAfterSeconds: 2.5 },
            },
            more: false,
            retire: true,
          } satisfies Reply,
        })),
      fc.constant({
        bytes: frame(replyKinds.done, 0, []),
        reply: { kind: 'done', retire: false } satisfies Reply,
      }),
    );
    fc.assert(
      fc.property(
        fc.array(reply, { maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 90 })),
        (replies, sizes) => {
          const take = readReplies(secret);
          const all = Buffer.concat(replies.map(({ bytes }) => bytes));
          const got: unknown[] = [];
          for (let offset = 0, index = 0; offset < all.length; index++) {
            const size = sizes[index] ?? all.length;
            got.push(...take(all.subarray(offset, offset + size)));
            offset += size;
          }
          expect(got).toEqual(replies.map((one) => one.reply));
        },
      ),
    );
  });

  it('refuses what begins with one wrong bit', () => {
    fc.assert(
      fc.property(fc.nat({ max: 32 * 8 - 1 }), (bit) => {
        const bytes = frame(replyKinds.text, 0, ['forged']);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        expect(readReplies(secret)(bytes)).toEqual(['violated']);
      }),
    );
  });

  it('takes a failure that was returned for one, with what was returned', () => {
    expect(readReplies(secret)(frame(replyKinds.text, replyFlags.failure, ['too dark']))).toEqual([
      {
        kind: 'outcome',
        outcome: {
          ok: false,
          error: { name: 'ReturnedFailure', message: 'too dark', terminal: true },
          returnedFailure: { result: 'too dark', resultType: 'text', resultCut: false },
        },
        more: false,
        retire: false,
      },
    ]);
  });

  it('refuses a kind it does not know, and more than a reply may hold', () => {
    expect(readReplies(secret)(frame(77, 0, []))).toEqual(['violated']);
    const long = frame(replyKinds.text, 0, ['x'.repeat(REPLY_BODY_BYTES)]);
    expect(readReplies(secret)(long)).toMatchObject([{ kind: 'outcome' }]);
    long.writeUInt32LE(REPLY_BODY_BYTES + 1, 34);
    expect(readReplies(secret)(long)).toEqual(['violated']);
  });
});
