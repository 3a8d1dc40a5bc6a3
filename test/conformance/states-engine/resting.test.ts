import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../adapters/embedded/sqlite/database.ts';
import type { Json } from '../../../adapters/embedded/states-engine/engine.ts';
import { manualClock } from '../manual-clock.ts';
import { chain, invokeForToken, single } from './machine-case.ts';
import { machine, openTestEngine, turn } from './open-test-engine.ts';

/** Hands on its token, which the test finds by the state and the input. */
function submitting() {
  const tokens = new Map<string, string>();
  return {
    tokens,
    submit: (payload: Json, { taskToken }: { taskToken?: string }) => {
      tokens.set(String(payload), taskToken!);
      return null;
    },
  };
}

const opened = () => ({ database: openDatabase(':memory:'), clock: manualClock() });

const forToken = (payload: string, more: object): Record<string, unknown> =>
  invokeForToken('submit', { Arguments: { FunctionName: 'submit', Payload: payload }, ...more });

describe('An execution that only waits for tokens', () => {
  const waiting = machine(
    single(forToken('{% $states.input %}', { Output: '{% $states.input %}', End: true })),
  );

  test('is read from its rows when a token is answered', async () => {
    const { tokens, submit } = submitting();
    const { engine, database } = openTestEngine({ m: waiting }, { submit }, { ...opened(), keptResting: 0 });
    const id = engine.start('m', 'before', { name: 'one' });
    await turn();
    database.prepare('UPDATE engine_branch SET input = ?').run('"in the row"');
    engine.sendTaskSuccess(tokens.get('before')!, null);
    expect(engine.describe(id)).toMatchObject({ status: 'SUCCEEDED', input: 'before', output: 'in the row' });
  });

  test('stays in memory as one of the last that came to rest', async () => {
    const { tokens, submit } = submitting();
    const { engine, database } = openTestEngine({ m: waiting }, { submit }, { ...opened(), keptResting: 2 });
    const ids = ['a', 'b', 'c'].map((input) => engine.start('m', input));
    await turn();
    database.prepare('UPDATE engine_branch SET input = ?').run('"in the row"');
    for (const input of ['a', 'b', 'c']) engine.sendTaskSuccess(tokens.get(input)!, null);
    expect(ids.map((id) => engine.describe(id).output)).toEqual(['in the row', 'b', 'c']);
  });

  test('runs, can be described, is the one of its name, and can be stopped', async () => {
    const { tokens, submit } = submitting();
    const { engine } = openTestEngine({ m: waiting }, { submit }, { ...opened(), keptResting: 0 });
    const id = engine.start('m', 'a', { name: 'one' });
    const ended = engine.finished(id);
    await turn();
    expect(engine.start('m', 'a', { name: 'one' })).toBe(id);
    expect(engine.describe(id)).toMatchObject({ status: 'RUNNING', input: 'a' });
    await turn();
    engine.stop(id);
    expect(await ended).toMatchObject({ status: 'ABORTED' });
    expect(() => engine.sendTaskSuccess(tokens.get('a')!, null)).toThrow(
      expect.objectContaining({ code: 'TaskDoesNotExist' }),
    );
  });

  test('is told from one that a clock runs for', async () => {
    const { submit } = submitting();
    const timed = machine(single(forToken('a', { TimeoutSeconds: 60, End: true })));
    const beating = machine(single(forToken('b', { HeartbeatSeconds: 30, End: true })));
    const limited = machine({ TimeoutSeconds: 20, ...single(forToken('c', { End: true })) });
    const all = { ...opened(), keptResting: 0 };
    const first = openTestEngine({ timed, beating, limited }, { submit }, all);
    const ids = ['timed', 'beating', 'limited'].map((name) => first.engine.start(name, {}));
    await turn();
    const { engine, clock } = await first.reopen();
    const ended = ids.map((id) => engine.finished(id));
    await turn();
    clock.advance(60_000);
    expect(await Promise.all(ended)).toMatchObject([
      { status: 'FAILED', error: 'States.Timeout' },
      { status: 'FAILED', error: 'States.HeartbeatTimeout' },
      { status: 'TIMED_OUT' },
    ]);
  });

  test('is found by a token of an earlier version, which does not say whose it is', async () => {
    const { submit } = submitting();
    const first = openTestEngine({ m: waiting }, { submit });
    const id = first.engine.start('m', 'a');
    first.database.prepare('UPDATE engine_branch SET token = ?').run('of-an-earlier-version');
    const { engine } = await first.reopen();
    engine.sendTaskSuccess('of-an-earlier-version', null);
    expect(engine.describe(id)).toMatchObject({ status: 'SUCCEEDED', output: 'a' });
  });
});

test('Whatever is kept in memory, and however often it is restarted, each token is taken once and the outputs are the same', async () => {
  const answered = '{% $states.result %}';
  const work = machine(
    chain(
      {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'left',
            States: {
              left: forToken("{% $states.input.name & ' left' %}", {
                Output: '{% $states.input %}',
                Next: 'last',
              }),
              last: forToken("{% $states.input.name & ' last' %}", { Output: answered, End: true }),
            },
          },
          {
            StartAt: 'each',
            States: {
              each: {
                Type: 'Map',
                Items: '{% $states.input.items %}',
                MaxConcurrency: 2,
                ItemProcessor: {
                  StartAt: 'item',
                  States: { item: forToken('{% $states.input %}', { Output: answered, End: true }) },
                },
                End: true,
              },
            },
          },
        ],
        Assign: { kept: '{% $states.input.name %}' },
      },
      { Type: 'Pass', Output: { name: '{% $kept %}', all: '{% $states.input %}' } },
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 1, max: 6 }),
      fc.infiniteStream(fc.nat()),
      async (keptResting, executions, choices) => {
        const { tokens, submit } = submitting();
        const taken: string[] = [];
        let opened = openTestEngine(
          { work },
          { submit },
          { database: openDatabase(':memory:'), clock: manualClock(), keptResting },
        );
        const names = Array.from({ length: executions }, (_, at) => `run${at}`);
        const itemsOf = (name: string) => [1, 2, 3].map((item) => `${name} item ${item}`);
        const ids = names.map((name) =>
          opened.engine.start('work', { name, items: itemsOf(name) }, { name }),
        );
        for (;;) {
          await turn();
          const open = [...tokens.keys()].filter((what) => !taken.includes(what));
          if (open.length === 0) break;
          const choice = choices.next().value;
          if (choice % 5 === 0) opened = await opened.reopen();
          const what = open[choice % open.length]!;
          opened.engine.sendTaskSuccess(tokens.get(what)!, what.toUpperCase());
          taken.push(what);
          expect(() => opened.engine.sendTaskSuccess(tokens.get(what)!, 'twice')).toThrow();
        }
        expect(ids.map((id) => opened.engine.describe(id).output)).toEqual(
          names.map((name) => ({
            name,
            all: [`${name} last`.toUpperCase(), itemsOf(name).map((item) => item.toUpperCase())],
          })),
        );
        expect(opened.rows()).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});
