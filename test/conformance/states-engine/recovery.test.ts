import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../adapters/embedded/sqlite/database.ts';
import { manualClock } from '../manual-clock.ts';
import { chain, failing, invoke, invokeForToken, single } from './machine-case.ts';
import { answeredByTest, machine, openTestEngine, turn } from './open-test-engine.ts';

const mapWork = (more: object = {}): object =>
  single({
    Type: 'Map',
    Items: '{% $states.input.items %}',
    ItemProcessor: {
      StartAt: 'work',
      States: { work: invoke('work', { Output: '{% $states.result.Payload %}', End: true }) },
    },
    End: true,
    ...more,
  });

describe('After a restart', () => {
  test('a task in flight is called again, with what it was called with', async () => {
    const { task, calls } = answeredByTest();
    const definition = chain(
      { Type: 'Pass', Assign: { v: 'kept' } },
      invoke('work', { Assign: { w: '{% $v %}' } }),
      {
        Type: 'Pass',
        Output: { v: '{% $v %}', w: '{% $w %}', input: '{% $states.input.Payload %}' },
      },
    );
    const first = openTestEngine({ m: machine(definition) }, { work: task });
    const id = first.engine.start('m', { a: 1 });
    const { engine } = await first.reopen();
    expect(calls.map(({ payload }) => payload)).toEqual([{ a: 1 }, { a: 1 }]);
    const ended = engine.finished(id);
    calls[0]!.answer('of the closed engine');
    calls[1]!.answer('again');
    expect(await ended).toMatchObject({ output: { v: 'kept', w: 'kept', input: 'again' } });
  });

  test('a Map calls only what had not ended, and keeps what had', async () => {
    const { task, calls } = answeredByTest();
    const first = openTestEngine({ m: machine(mapWork({ MaxConcurrency: 3 }), 'EXPRESS') }, { work: task });
    const id = first.engine.start('m', { items: ['a', 'b', 'c', 'd', 'e', 'f'] });
    calls[1]!.answer('b before');
    await turn();
    expect(calls.map(({ payload }) => payload)).toEqual(['a', 'b', 'c', 'd']);
    const { engine } = await first.reopen();
    const ended = engine.finished(id);
    for (let at = 4; at < 9; at++) {
      await turn();
      calls[at]!.answer(`${String(calls[at]!.payload)} after`);
    }
    expect(calls.slice(4).map(({ payload }) => payload)).toEqual(['a', 'c', 'd', 'e', 'f']);
    expect(await ended).toMatchObject({
      output: ['a after', 'b before', 'c after', 'd after', 'e after', 'f after'],
    });
  });

  test('a Map goes on with items that were computed by chance', async () => {
    const { task, calls } = answeredByTest();
    const definition = mapWork({ Items: '{% [1..3].$random() %}', MaxConcurrency: 1 });
    const first = openTestEngine({ m: machine(definition) }, { work: task });
    const id = first.engine.start('m', {});
    await turn();
    calls[0]!.answer('1');
    await turn();
    const second = await first.reopen();
    const ended = second.engine.finished(id);
    calls[2]!.answer('2');
    await turn();
    calls[3]!.answer('3');
    expect(calls[2]!.payload).toBe(calls[1]!.payload);
    expect(new Set(calls.map(({ payload }) => payload)).size).toBe(3);
    expect(await ended).toMatchObject({ output: ['1', '2', '3'] });
  });

  test('failures that a Map tolerated are still counted', async () => {
    const { task, calls } = answeredByTest();
    const definition = mapWork({ MaxConcurrency: 1, ToleratedFailureCount: 1 });
    const first = openTestEngine({ m: machine(definition) }, { work: task });
    const id = first.engine.start('m', { items: [1, 2, 3] });
    calls[0]!.fail(new Error('one'));
    await turn();
    const { engine } = await first.reopen();
    const ended = engine.finished(id);
    calls[2]!.fail(new Error('two'));
    expect(await ended).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
  });

  test('nested Maps and Parallels go on', async () => {
    const { task, calls } = answeredByTest();
    const definition = single({
      Type: 'Parallel',
      Branches: [
        { StartAt: 'left', States: { left: { Type: 'Pass', Output: 'left', End: true } } },
        {
          StartAt: 'right',
          States: {
            right: {
              Type: 'Map',
              ItemProcessor: {
                StartAt: 'inner',
                States: {
                  inner: {
                    Type: 'Map',
                    ItemProcessor: {
                      StartAt: 'work',
                      States: { work: invoke('work', { Output: '{% $states.result.Payload %}', End: true }) },
                    },
                    End: true,
                  },
                },
              },
              End: true,
            },
          },
        },
      ],
      End: true,
    });
    const first = openTestEngine({ m: machine(definition) }, { work: task });
    const id = first.engine.start('m', [['a'], ['b', 'c']]);
    calls[0]!.answer('A');
    await turn();
    const second = await first.reopen();
    expect(calls.slice(3).map(({ payload }) => payload)).toEqual(['b', 'c']);
    calls[4]!.answer('C');
    await turn();
    const third = await second.reopen();
    const ended = third.engine.finished(id);
    expect(calls.slice(5).map(({ payload }) => payload)).toEqual(['b']);
    calls[5]!.answer('B');
    expect(await ended).toMatchObject({ output: ['left', [['A'], ['B', 'C']]] });
    expect(third.rows()).toEqual([]);
  });

  test('a Wait ends when it would have', async () => {
    const first = openTestEngine({ m: machine(single({ Type: 'Wait', Seconds: 100, End: true })) });
    const id = first.engine.start('m', {});
    first.clock.advance(60_000);
    const second = await first.reopen();
    second.clock.advance(39_000);
    expect(second.engine.describe(id).status).toBe('RUNNING');
    second.clock.advance(1_000);
    expect(second.engine.describe(id).status).toBe('SUCCEEDED');
  });

  test('a Wait that ended meanwhile goes on at once', async () => {
    const first = openTestEngine({ m: machine(single({ Type: 'Wait', Seconds: 10, End: true })) });
    const id = first.engine.start('m', {});
    await first.engine.close();
    first.clock.advance(60_000);
    const second = await first.reopen();
    second.clock.advance(0);
    expect(second.engine.describe(id).status).toBe('SUCCEEDED');
  });

  test('attempts made and the delay of a retry still count', async () => {
    const times: number[] = [];
    const broken = failing('Flaky');
    const definition = single(
      invoke('work', { Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 2 }], End: true }),
    );
    const first = openTestEngine(
      { m: machine(definition) },
      {
        work: (payload, context) => {
          times.push(first.clock.now());
          return broken(payload, context);
        },
      },
    );
    const id = first.engine.start('m', {});
    first.clock.advance(1_000);
    const second = await first.reopen();
    second.clock.advance(10_000);
    expect(times.map((time) => time - times[0]!)).toEqual([0, 1_000, 3_000]);
    expect(second.engine.describe(id)).toMatchObject({ status: 'FAILED', error: 'Flaky' });
  });

  test('a token that was handed on is still good, and its function is not called again', async () => {
    const tokens: string[] = [];
    const definition = single(
      invokeForToken('submit', { TimeoutSeconds: 60, Output: '{% $states.result %}', End: true }),
    );
    const first = openTestEngine(
      { m: machine(definition) },
      {
        submit: (_, { taskToken }) => {
          tokens.push(taskToken!);
          return null;
        },
      },
    );
    const id = first.engine.start('m', {});
    first.clock.advance(50_000);
    const { engine } = await first.reopen();
    engine.sendTaskSuccess(tokens[0]!, 'late');
    expect(engine.describe(id)).toMatchObject({ status: 'SUCCEEDED', output: 'late' });
    expect(tokens).toHaveLength(1);
  });

  test('the time limit of a token runs on', async () => {
    const definition = single(invokeForToken('submit', { TimeoutSeconds: 60, End: true }));
    const first = openTestEngine({ m: machine(definition) }, { submit: () => null });
    const id = first.engine.start('m', {});
    first.clock.advance(50_000);
    const { engine, clock } = await first.reopen();
    clock.advance(9_000);
    expect(engine.describe(id).status).toBe('RUNNING');
    clock.advance(1_000);
    expect(engine.describe(id)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('a function that had not handed its token on gets the same token again', async () => {
    const tokens: string[] = [];
    const first = openTestEngine(
      { m: machine(single(invokeForToken('submit', { End: true }))) },
      {
        submit: (_, { taskToken }) => {
          tokens.push(taskToken!);
          return new Promise(() => undefined);
        },
      },
    );
    const id = first.engine.start('m', {});
    const { engine } = await first.reopen();
    expect(tokens).toEqual([tokens[0], tokens[0]]);
    engine.sendTaskSuccess(tokens[0]!, 'fine');
    expect(engine.describe(id)).toMatchObject({ output: 'fine' });
  });

  test("the machine's time limit runs on", async () => {
    const first = openTestEngine({
      m: machine({ TimeoutSeconds: 10, ...single({ Type: 'Wait', Seconds: 60, End: true }) }),
    });
    const id = first.engine.start('m', {});
    first.clock.advance(8_000);
    const { engine, clock } = await first.reopen();
    clock.advance(2_000);
    expect(engine.describe(id).status).toBe('TIMED_OUT');
  });

  test('an execution stays with the definition that it started with', async () => {
    const definition = (output: string): object =>
      chain({ Type: 'Wait', Seconds: 5 }, { Type: 'Pass', Output: { output } });
    const first = openTestEngine({ m: machine(definition('old')) });
    const old = first.engine.start('m', {});
    const { engine, clock } = await first.reopen({ machines: { m: machine(definition('new')) } });
    const young = engine.start('m', {});
    clock.advance(5_000);
    expect(engine.describe(old)).toMatchObject({ output: { output: 'old' } });
    expect(engine.describe(young)).toMatchObject({ output: { output: 'new' } });
  });

  test('a task function that is gone fails the task, not the start', async () => {
    const first = openTestEngine(
      { m: machine(single(invoke('work', { End: true }))) },
      { work: answeredByTest().task },
    );
    const id = first.engine.start('m', {});
    const { engine } = await first.reopen({ machines: {}, tasks: {} });
    expect(engine.describe(id)).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.ResourceNotFoundException',
    });
  });

  test('the history goes on', async () => {
    const first = openTestEngine({ m: machine(single({ Type: 'Wait', Seconds: 5, End: true })) });
    const id = first.engine.start('m', {});
    const { engine, clock } = await first.reopen();
    clock.advance(5_000);
    expect(
      engine.history(id).map(({ id: event, previousEventId, type }) => [event, previousEventId, type]),
    ).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 1, 'WaitStateEntered'],
      [3, 2, 'WaitStateExited'],
      [4, 3, 'ExecutionSucceeded'],
    ]);
  });

  test('of an earlier version, whose definitions say nothing of history, executions keep theirs', async () => {
    const database = openDatabase(':memory:');
    const clock = manualClock();
    const m = machine(single({ Type: 'Wait', Seconds: 5, End: true }));
    const first = openTestEngine({ m }, {}, { database, clock });
    const id = first.engine.start('m', {});
    database.prepare('ALTER TABLE engine_definition DROP COLUMN history').run();
    const { engine } = await first.reopen({ machines: {} });
    clock.advance(5_000);
    expect(engine.history(id)).toHaveLength(4);
  });

  test('recovering twice takes nothing up twice', async () => {
    const { task, calls } = answeredByTest();
    const first = openTestEngine({ m: machine(single(invoke('work', { End: true }))) }, { work: task });
    first.engine.start('m', {});
    const { engine } = await first.reopen();
    engine.recover();
    expect(calls).toHaveLength(2);
  });
});

describe('Many executions after a restart', () => {
  const MANY = 450;

  /** Each has called `work`, and waits for its token when `submitted`. */
  const openMany = async (submitted: boolean) => {
    const tokens = new Map<string, string>();
    const calls: string[] = [];
    const first = openTestEngine(
      { m: machine(single(invokeForToken('work', { End: true }))) },
      {
        work: (_, { executionId, taskToken }) => {
          calls.push(executionId);
          tokens.set(executionId, taskToken!);
          return submitted ? null : new Promise(() => undefined);
        },
      },
    );
    for (let at = 0; at < MANY; at++) first.engine.start('m', at, { name: String(at).padStart(3, '0') });
    calls.length = 0;
    return { first, calls, token: (name: string) => tokens.get(`m:${name}`)! };
  };

  test('are taken up in several turns of the event loop, each once', async () => {
    const { first, calls } = await openMany(false);
    await first.reopen();
    expect(calls.length).toBeLessThan(MANY);
    while (calls.length < MANY) await turn();
    await turn();
    expect(calls).toHaveLength(MANY);
    expect(new Set(calls).size).toBe(MANY);
  });

  test('go on at once when their token is answered, though others have their turn before', async () => {
    const { first, token } = await openMany(true);
    const { engine } = await first.reopen();
    engine.sendTaskSuccess(token('449'), 'fine');
    expect(engine.describe('m:449')).toMatchObject({ status: 'SUCCEEDED', output: 'fine' });
    engine.sendTaskFailure(token('448'), 'Broken');
    expect(engine.describe('m:448')).toMatchObject({ status: 'FAILED', error: 'Broken' });
  });

  test('can be stopped before their turn, and are then not taken up', async () => {
    const { first, calls } = await openMany(false);
    const { engine } = await first.reopen();
    engine.stop('m:449');
    expect(engine.describe('m:449')).toMatchObject({ status: 'ABORTED' });
    while (calls.length < MANY) await turn();
    await turn();
    expect(calls.filter((id) => id === 'm:449')).toHaveLength(1);
    expect(engine.start('m', 7, { name: '007' })).toBe('m:007');
  });

  test('are left alone when the engine is closed before their turn', async () => {
    const { first, calls } = await openMany(false);
    const { engine } = await first.reopen();
    const takenUp = calls.length;
    await engine.close();
    await turn();
    await turn();
    expect(calls).toHaveLength(takenUp);
  });
});

describe('The checkpoints of a large Map', () => {
  test('are a small row for each iteration; nothing grows with the number of items', async () => {
    const { task, calls } = answeredByTest();
    const { engine, rows } = openTestEngine({ m: machine(mapWork(), 'EXPRESS') }, { work: task });
    const items = Array.from({ length: 10_000 }, (_, at) => at);
    const ended = engine.finished(engine.start('m', { items }));
    for (let answered = 0; answered < 1_000; answered++) {
      calls[answered]!.answer('done');
      if (answered % 40 === 39) await turn();
    }
    await turn();
    const [root, ...others] = rows();
    expect(calls).toHaveLength(1_040);
    expect(others).toHaveLength(1_040);
    const { execution_input: _, ...checkpoint } = root!;
    expect(JSON.stringify(checkpoint).length).toBeLessThan(500);
    for (const row of others) expect(JSON.stringify(row).length).toBeLessThan(500);
    for (let answered = 1_000; answered < items.length; answered++) {
      calls[answered]!.answer('done');
      if (answered % 40 === 39) await turn();
    }
    expect(await ended).toMatchObject({ output: items.map(() => 'done') });
    expect(rows()).toEqual([]);
  });
});
