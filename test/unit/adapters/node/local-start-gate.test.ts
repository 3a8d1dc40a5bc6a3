import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localStartGate } from '../../../../adapters/node/local-start-gate.ts';
import type { PassedGate } from '../../../../core/ports/start-gate.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';

const rate = { group: 'g', count: 2, periodMs: 1000 };

const open = () => {
  const clock = manualClock(0);
  const gate = localStartGate(clock);
  const passed: PassedGate[] = [];
  const ask = (signal = new AbortController().signal, group = 'g') =>
    void gate.pass({ ...rate, group }, signal).then((through) => passed.push(through));
  const advance = async (ms: number) => {
    clock.advance(ms);
    await new Promise(setImmediate);
  };
  return { clock, passed, ask, advance };
};

describe('The gate before the processes of one machine', () => {
  test('lets through what the rate allows, and the next a period after the oldest really began', async () => {
    const { passed, ask, advance } = open();
    for (let n = 0; n < 4; n++) ask();
    await advance(0);
    expect(passed).toHaveLength(2);
    await advance(5000);
    expect(passed).toHaveLength(2);
    passed[0]!.begun();
    await advance(600);
    passed[1]!.begun();
    await advance(399);
    expect(passed).toHaveLength(2);
    await advance(1);
    expect(passed).toHaveLength(3);
    await advance(600);
    expect(passed).toHaveLength(4);
  });

  test('who is let through and does not begin makes place for the next', async () => {
    const { passed, ask, advance } = open();
    for (let n = 0; n < 3; n++) ask();
    await advance(0);
    passed[0]!.gone();
    passed[0]!.gone();
    await advance(0);
    expect(passed).toHaveLength(3);
  });

  test('who has begun and ended does not', async () => {
    const { passed, ask, advance } = open();
    for (let n = 0; n < 3; n++) ask();
    await advance(0);
    passed[0]!.begun();
    passed[0]!.gone();
    await advance(999);
    expect(passed).toHaveLength(2);
    await advance(1);
    expect(passed).toHaveLength(3);
  });

  test('who is cancelled while waiting goes on at once, and counts nowhere', async () => {
    const { passed, ask, advance } = open();
    const controller = new AbortController();
    for (let n = 0; n < 2; n++) ask();
    ask(controller.signal);
    ask();
    await advance(0);
    controller.abort();
    await advance(0);
    expect(passed).toHaveLength(3);
    passed[2]!.begun();
    passed[0]!.gone();
    await advance(0);
    expect(passed).toHaveLength(4);
  });

  test('other groups do not count', async () => {
    const { passed, ask, advance } = open();
    for (let n = 0; n < 3; n++) ask();
    ask(undefined, 'other');
    await advance(0);
    expect(passed).toHaveLength(3);
  });

  test('never lets more begin within a period than the rate says, however long each is held up', async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(delays, fc.integer({ min: 1, max: 4 }), async (delaysMs, count) => {
        const clock = manualClock(0);
        const gate = localStartGate(clock);
        const begins: number[] = [];
        for (const delayMs of delaysMs) {
          void gate.pass({ ...rate, count }, new AbortController().signal).then((passed) =>
            clock.schedule(delayMs, () => {
              begins.push(clock.now());
              passed.begun();
            }),
          );
        }
        while (begins.length < delaysMs.length) {
          await new Promise(setImmediate);
          const next = clock.nextDue();
          if (next !== undefined) clock.advance(next - clock.now());
        }
        for (const [index, at] of begins.entries()) {
          const later = begins[index + count];
          if (later !== undefined) expect(later - at).toBeGreaterThanOrEqual(rate.periodMs);
        }
      }),
      { numRuns: 50 },
    );
  });
});
