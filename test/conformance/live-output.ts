import { expect, test, vi } from 'vitest';
import type { LiveOutput } from '../../core/ports/live-output.ts';
import type { ManualClock } from './manual-clock.ts';

const run = { firingId: 'f', handlerId: 1 };

/** What every LiveOutput does. */
export function liveOutputSuite(open: () => Promise<{ output: LiveOutput; clock: ManualClock }>): void {
  /** Lets time pass until a reader is done, however it learns of what there is. */
  const meanwhile = async <T>(clock: ManualClock, reading: Promise<T>): Promise<T> => {
    let done = false;
    const answer = reading.finally(() => {
      done = true;
    });
    await vi.waitUntil(
      () => {
        clock.advance(1000);
        return done;
      },
      { interval: 5, timeout: 10_000 },
    );
    return await answer;
  };

  test('what was printed is there at once, in order, with the item and the attempt', async () => {
    const { output } = await open();
    await output.add(run, 1, 'one\n');
    await output.add({ ...run, item: 3 }, 2, 'two\n');
    const { chunks } = await output.read(run, 0, 1000);
    expect(chunks).toEqual([
      { item: null, attempt: 1, text: 'one\n' },
      { item: 3, attempt: 2, text: 'two\n' },
    ]);
  });

  test('a reader goes on where it was, and another run is another place', async () => {
    const { output, clock } = await open();
    await output.add(run, 1, 'one');
    const { next } = await output.read(run, 0, 0);
    clock.advance(1);
    await output.add(run, 1, 'two');
    await output.add({ ...run, handlerId: 2 }, 1, 'elsewhere');
    expect((await output.read(run, next, 0)).chunks.map(({ text }) => text)).toEqual(['two']);
  });

  test('what is printed in the same millisecond keeps its order', async () => {
    const { output } = await open();
    for (const text of ['a', 'b', 'c', 'd']) await output.add(run, 1, text);
    expect((await output.read(run, 0, 0)).chunks.map(({ text }) => text).join('')).toBe('abcd');
  });

  test('a reader hears of the next text', async () => {
    const { output, clock } = await open();
    const reading = output.read(run, 0, 60_000);
    await output.add(run, 1, 'late');
    expect((await meanwhile(clock, reading)).chunks).toHaveLength(1);
  });

  test('a reader goes away empty after its time, or when its client has gone', async () => {
    const { output, clock } = await open();
    const timed = output.read(run, 0, 5000);
    const controller = new AbortController();
    const left = output.read(run, 0, 60_000, controller.signal);
    controller.abort();
    expect(await left).toEqual({ chunks: [], next: 0 });
    expect(await meanwhile(clock, timed)).toEqual({ chunks: [], next: 0 });
  });
}
