import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonataExpressions } from '../../../../adapters/jsonata/expressions.ts';
import { CONCURRENT_RUNS, executionTypeFor, matches, plan } from '../../../../core/firing/plan.ts';
import type { PlannedHandler } from '../../../../core/ports/handler-store.ts';

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

const expressions = jsonataExpressions();
const firing = {
  allHandlers: false,
  payload: new TextEncoder().encode('{"amount":120,"customer":null}'),
  event: {
    hook: 'lab.done',
    tags: ['red'],
    firedBy: 'allen',
    firingId: 'f-1',
    acceptedAt: '2026-11-21T12:00:00.000Z',
  },
};

describe('A plan', () => {
  const planned = (...handlers: Partial<PlannedHandler>[]) =>
    plan(
      {
        handlers: {
          select: async () =>
            handlers.map((handler, id) => ({
              id,
              version: 0,
              name: 'report',
              createdBy: 'allen',
              ...handler,
            })),
        },
        expressions,
      },
      firing,
    );

  test('names each selected handler at the version it has now', async () => {
    const made = await planned({ id: 3, version: 7 }, { id: 9, executor: { timeoutSeconds: 600 } });
    expect(made.runs).toEqual([
      { handlerId: 3, version: 7 },
      { handlerId: 9, version: 0 },
    ]);
    expect(made.executionType).toBe('STANDARD');
  });

  test.each([
    ['amount > 100', true],
    ['amount > 200', false],
    ['missing', false],
    ['customer', false],
    ['$event.hook = "lab.done"', true],
    ['"red" in $event.tags', true],
    ['$event.firedBy = "mona"', false],
    ['$event.firingId = "f-1" and $event.acceptedAt >= "2026-11-21"', true],
  ])('has a handler with the filter %s: %s', async (filter, runs) => {
    const made = await planned({ id: 3, filter }, { id: 9 });
    expect(made.runs.map((run) => run.handlerId)).toEqual(runs ? [3, 9] : [9]);
    expect(made.handlers.map((handler) => handler.id)).toEqual(runs ? [3, 9] : [9]);
  });

  test('takes only the handlers that run into account for the kind of execution', async () => {
    const made = await planned({ filter: 'false', executor: { timeoutSeconds: 600 } }, {});
    expect(made.executionType).toBe('EXPRESS');
  });

  test.each([
    ['amount > "many"', /either side of operator ">" must be of the same data type/],
    ['($f := function($n) { $f($n) }; $f(1))', /It costs too much/],
  ])('has a handler whose filter fails as well, to fail with the reason: %s', async (filter, message) => {
    const { runs } = await planned({ id: 3, filter });
    expect(runs).toEqual([{ handlerId: 3, version: 0, filterError: expect.stringMatching(message) }]);
    expect(runs[0]!.filterError!.length).toBeLessThanOrEqual(150);
  });
});
