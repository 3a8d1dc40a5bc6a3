import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkPlanSize,
  EXECUTION_BYTES,
  executionOf,
  firingExecutionSchema,
  formatExecution,
  INLINE_PAYLOAD_BYTES,
  PLANNED_RUNS,
} from '../../../../adapters/aws/firing-execution.ts';
import { firing } from '../../../conformance/firing-store.ts';

const plan = (runs: number) =>
  Array.from({ length: runs }, (_, index) => ({ handlerId: 10 ** 15 + index, version: 10 ** 6 }));

describe('the execution of a firing', () => {
  test('carries a payload of 32 KiB inline, and one byte more as an object', () => {
    const text = 'x'.repeat(INLINE_PAYLOAD_BYTES);
    expect(executionOf(firing(), Buffer.from(text)).payload).toEqual({ inline: text });
    expect(executionOf(firing(), Buffer.from(`${text}x`)).payload).toEqual({ stored: firing().id });
  });

  test('carries as an object what is no UTF-8', () => {
    expect(executionOf(firing(), Uint8Array.of(0x22, 0xff, 0x22)).payload).toEqual({ stored: firing().id });
  });

  test('stays below the limit of Step Functions with the largest of everything', () => {
    const tags = Array.from({ length: 50 }, (_, index) => `${index}`.padStart(2).padEnd(128, '\u{1f388}'));
    const largest = firing({ plan: plan(PLANNED_RUNS), tags });
    for (const payload of ['\u{1f388}'.repeat(INLINE_PAYLOAD_BYTES / 4), '"'.repeat(INLINE_PAYLOAD_BYTES)]) {
      const execution = executionOf(largest, Buffer.from(payload));
      expect(formatExecution(execution).byteLength).toBeLessThanOrEqual(EXECUTION_BYTES);
    }
  });

  test('a plan of a thousand runs is carried out, one more is refused, retry or not', () => {
    expect(() => checkPlanSize(firing({ plan: plan(PLANNED_RUNS) }))).not.toThrow();
    expect(() => checkPlanSize(firing({ plan: plan(PLANNED_RUNS + 1) }))).toThrow(
      expect.objectContaining({ code: 'plan-too-large', status: 422, field: 'tags', retryable: false }),
    );
  });

  test('comes back as it was, by characters that SQS takes', () => {
    const unit = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(unit, fc.array(unit), (payload, tags) => {
        const execution = {
          ...executionOf(firing({ tags }), Buffer.from('{}')),
          payload: { inline: payload },
        };
        const json = formatExecution(execution).toString();
        // SendMessage: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF
        expect(json).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]*$/u);
        expect(firingExecutionSchema.parse(JSON.parse(json))).toEqual(execution);
      }),
    );
  });
});
