import { expect, test } from 'vitest';
import { memoryOutput } from '../../adapters/embedded/live-output.ts';
import { liveOutputSuite } from './live-output.ts';
import { manualClock } from './manual-clock.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('LiveOutput', liveOutputSuite);

test('In memory, of a run that prints much the newest is kept, and a reader who was slow misses the oldest only', async () => {
  const output = memoryOutput(manualClock());
  const run = { firingId: 'f', handlerId: 1 };
  const line = 'x'.repeat(100 * 1024);
  for (let index = 0; index < 8; index++) void output.add(run, 1, `${index}${line}`);
  const { chunks, next } = await output.read(run, 0, 0);
  expect(chunks.map(({ text }) => text[0])).toEqual(['3', '4', '5', '6', '7']);
  expect(next).toBe(8);
});
