import { expect, test } from 'vitest';
import { memoryOutput } from '../../../../adapters/embedded/live-output.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';

const run = { firingId: 'f', handlerId: 1 };

test('What was printed is there at once, in order, with the item and the attempt', async () => {
  const output = memoryOutput(manualClock());
  output.add(run, 1, 'one\n');
  output.add({ ...run, item: 3 }, 2, 'two\n');
  expect(await output.read(run, 0, 1000)).toEqual({
    chunks: [
      { item: null, attempt: 1, text: 'one\n' },
      { item: 3, attempt: 2, text: 'two\n' },
    ],
    next: 2,
  });
});

test('A reader goes on where it was, and another run is another place', async () => {
  const output = memoryOutput(manualClock());
  output.add(run, 1, 'one');
  const { next } = await output.read(run, 0, 0);
  output.add(run, 1, 'two');
  output.add({ ...run, handlerId: 2 }, 1, 'elsewhere');
  expect((await output.read(run, next, 0)).chunks.map(({ text }) => text)).toEqual(['two']);
});

test('A reader is woken by the next text', async () => {
  const output = memoryOutput(manualClock());
  const read = output.read(run, 0, 60_000);
  output.add(run, 1, 'late');
  expect((await read).chunks).toHaveLength(1);
});

test('A reader goes away empty when the run ends', async () => {
  const output = memoryOutput(manualClock());
  const read = output.read(run, 0, 60_000);
  output.ended(run);
  output.ended({ ...run, handlerId: 2 });
  expect(await read).toEqual({ chunks: [], next: 0 });
});

test('A reader goes away empty after its time, or when its client has gone', async () => {
  const clock = manualClock();
  const output = memoryOutput(clock);
  const timed = output.read(run, 0, 5000);
  const controller = new AbortController();
  const left = output.read(run, 0, 60_000, controller.signal);
  clock.advance(5000);
  controller.abort();
  expect(await timed).toEqual({ chunks: [], next: 0 });
  expect(await left).toEqual({ chunks: [], next: 0 });
});

test('Of a run that prints much the newest is kept, and a reader who was slow misses the oldest only', async () => {
  const output = memoryOutput(manualClock());
  const line = 'x'.repeat(100 * 1024);
  for (let index = 0; index < 8; index++) output.add(run, 1, `${index}${line}`);
  const { chunks, next } = await output.read(run, 0, 0);
  expect(chunks.map(({ text }) => text[0])).toEqual(['3', '4', '5', '6', '7']);
  expect(next).toBe(8);
});
