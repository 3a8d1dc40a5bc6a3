import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONCURRENT_RUNS, executionTypeFor, matches, plan } from '../../../../core/firing/plan.ts';

describe('Which handlers a firing runs', () => {
  test.each([
    ['a handler without tags, a firing without tags', [], [], false, true],
    ['a handler without tags, a firing with tags', [], ['red'], false, true],
    ['a handler with tags, a firing without tags', ['red'], [], false, false],
    ['one tag in common', ['red', 'blue'], ['blue', 'green'], false, true],
    ['no tag in common', ['red'], ['blue'], false, false],
    ['tags differ in case', ['Red'], ['red'], false, false],
    ['all handlers wanted', ['red'], [], true, true],
    ['all handlers wanted, tags chosen besides', ['red'], ['blue'], true, true],
  ])('%s', (_name, handlerTags, chosen, allHandlers, expected) => {
    expect(matches(handlerTags, chosen, allHandlers)).toBe(expected);
  });
});

describe('Which kind of execution carries a firing out', () => {
  const handlers = (count: number, timeoutSeconds: number) =>
    Array.from({ length: count }, (_, id) => ({ id, version: 0, executor: { timeoutSeconds } }));

  test.each([
    ['a handler with the default time limit', handlers(1, 60), 'EXPRESS'],
    ['as many as run at once', handlers(CONCURRENT_RUNS, 60), 'EXPRESS'],
    ['the longest time limit that fits five minutes', handlers(1, 270), 'EXPRESS'],
    ['one second more', handlers(1, 271), 'STANDARD'],
    ['more rounds than fit', handlers(CONCURRENT_RUNS * 4 + 1, 60), 'STANDARD'],
    ['the longest time limit', handlers(1, 840), 'STANDARD'],
  ])('%s', (_name, planned, expected) => {
    expect(executionTypeFor(planned)).toBe(expected);
  });

  test('an execution is Express only when all rounds of runs fit into five minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 840 }),
        (count, timeoutSeconds) => {
          const fits = Math.ceil(count / CONCURRENT_RUNS) * timeoutSeconds < 300;
          return fits || executionTypeFor(handlers(count, timeoutSeconds)) === 'STANDARD';
        },
      ),
    );
  });
});

test('A plan names each selected handler at the version it has now', async () => {
  const select = async () => [
    { id: 3, version: 7, name: 'report', createdBy: 'allen' },
    { id: 9, version: 0, name: 'slow', createdBy: 'allen', executor: { timeoutSeconds: 600 } },
  ];
  const planned = await plan({ handlers: { select } }, { hook: 'lab.done', tags: [], allHandlers: false });
  expect(planned).toMatchObject({
    runs: [
      { handlerId: 3, version: 7 },
      { handlerId: 9, version: 0 },
    ],
    executionType: 'STANDARD',
  });
});
