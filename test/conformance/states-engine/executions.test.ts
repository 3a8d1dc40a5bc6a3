import { describe, expect, test } from 'vitest';
import { StorageFailed } from '../../../adapters/embedded/sqlite/database.ts';
import { type Engine, EngineError } from '../../../adapters/embedded/states-engine/engine.ts';
import { chain, invoke, invokeForToken, single } from './machine-case.ts';
import { answeredByTest, machine, openTestEngine, turn } from './open-test-engine.ts';

const callsOnce = single(invoke('work', { Output: '{% $states.result.Payload %}', End: true }));

describe('Defining a machine', () => {
  test('lets it be started, in a later process too', async () => {
    const { task, calls } = answeredByTest();
    const first = openTestEngine({}, { work: task });
    first.engine.define('later', machine(callsOnce));
    first.engine.start('later', 1);
    const { engine } = await first.reopen();
    engine.start('later', 2);
    expect(calls.map(({ payload }) => payload)).toEqual([1, 1, 2]);
  });

  test('again, written in another order, changes nothing', () => {
    const { engine } = openTestEngine({});
    engine.define('m', machine({ StartAt: 'a', States: { a: { Type: 'Succeed' } } }));
    engine.define('m', machine({ States: { a: { Type: 'Succeed' } }, StartAt: 'a' }));
    engine.start('m', 1);
  });

  test.each([
    ['another definition', machine(single({ Type: 'Pass', End: true }))],
    ['another type', machine(single({ Type: 'Succeed' }), 'EXPRESS')],
  ])('again with %s is refused', (_, other) => {
    const { engine } = openTestEngine({ fixed: machine(single({ Type: 'Succeed' })) });
    engine.define('m', machine(single({ Type: 'Succeed' })));
    for (const name of ['m', 'fixed']) {
      expect(() => engine.define(name, other)).toThrow(
        expect.objectContaining({ code: 'StateMachineAlreadyExists' }),
      );
    }
  });

  test('without history keeps the executions only, after a restart too', async () => {
    const waits = { ...machine(single({ Type: 'Wait', Seconds: 5, End: true })), history: false };
    const first = openTestEngine({});
    first.engine.define('m', waits);
    const id = first.engine.start('m', 1);
    const { engine, clock } = await first.reopen();
    clock.advance(5_000);
    expect(engine.history(id)).toEqual([]);
    expect(engine.describe(id)).toMatchObject({ status: 'SUCCEEDED', output: 1 });
  });

  test('that the engine does not support is refused, and not stored', () => {
    const { engine } = openTestEngine({});
    expect(() => engine.define('m', machine(callsOnce))).toThrow(
      expect.objectContaining({ code: 'UnsupportedState' }),
    );
    expect(() => engine.start('m', 1)).toThrow(expect.objectContaining({ code: 'StateMachineDoesNotExist' }));
  });
});

describe('Starting an execution', () => {
  test('writes its row and calls its first task before it returns', () => {
    const { task, calls } = answeredByTest();
    const { engine, rows } = openTestEngine(
      { m: machine(chain({ Type: 'Pass' }, invoke('work'))) },
      { work: task },
    );
    engine.start('m', { a: 1 });
    expect(calls.map(({ payload }) => payload)).toEqual([{ a: 1 }]);
    expect(rows()).toMatchObject([
      { number: 0, phase: 'task', state: 'state 2', execution_input: '{"a":1}' },
    ]);
  });

  test('writes its row before it returns even when an expression takes jsonata', async () => {
    const { task, calls } = answeredByTest();
    const definition = chain({ Type: 'Pass', Output: '{% $sum($states.input) %}' }, invoke('work'));
    const { engine, rows } = openTestEngine({ m: machine(definition, 'EXPRESS') }, { work: task });
    engine.start('m', [1, 2]);
    expect(rows()).toMatchObject([{ phase: 'ready', state: 'state 1' }]);
    await turn();
    expect(rows()).toMatchObject([{ phase: 'task', state: 'state 2', input: '3' }]);
    expect(calls).toHaveLength(1);
  });

  test('under the name and with the input of one that runs gives that one', () => {
    const { task, calls } = answeredByTest();
    const { engine } = openTestEngine({ m: machine(callsOnce) }, { work: task });
    const id = engine.start('m', { a: 1, b: 2 }, { name: 'one' });
    expect(id).toBe('m:one');
    expect(engine.start('m', { b: 2, a: 1 }, { name: 'one' })).toBe(id);
    expect(calls).toHaveLength(1);
  });

  test('under the name of another input is refused', () => {
    const { engine } = openTestEngine({ m: machine(callsOnce) }, { work: answeredByTest().task });
    engine.start('m', 1, { name: 'one' });
    expect(() => engine.start('m', 2, { name: 'one' })).toThrow(
      expect.objectContaining({ code: 'ExecutionAlreadyExists' }),
    );
  });

  test('under the name of one that has ended is refused, after a restart too', async () => {
    const first = openTestEngine({ m: machine(single({ Type: 'Succeed' })) });
    first.engine.start('m', 1, { name: 'one' });
    const { engine } = await first.reopen();
    expect(() => engine.start('m', 1, { name: 'one' })).toThrow(
      expect.objectContaining({ code: 'ExecutionAlreadyExists' }),
    );
  });

  test('of an EXPRESS machine twice under one name makes two', () => {
    const { task, calls } = answeredByTest();
    const { engine } = openTestEngine({ m: machine(callsOnce, 'EXPRESS') }, { work: task });
    const ids = [engine.start('m', 1, { name: 'one' }), engine.start('m', 1, { name: 'one' })];
    expect(new Set(ids).size).toBe(2);
    expect(calls).toHaveLength(2);
  });

  test.each(['', 'a b', 'a:b', 'a/b', 'x'.repeat(81), 'line\nbreak'])(
    'under the name %j is refused',
    (name) => {
      const { engine } = openTestEngine({ m: machine(callsOnce) }, { work: answeredByTest().task });
      expect(() => engine.start('m', 1, { name })).toThrow(expect.objectContaining({ code: 'InvalidName' }));
    },
  );

  test('of a machine that there is not is refused', () => {
    const { engine } = openTestEngine({});
    expect(() => engine.start('m', 1)).toThrow(EngineError);
    expect(() => engine.start('m', 1)).toThrow(expect.objectContaining({ code: 'StateMachineDoesNotExist' }));
  });

  test('can be done by a task function', async () => {
    const started: string[] = [];
    const opened: { engine: Engine } = openTestEngine(
      { outer: machine(callsOnce), inner: machine(single(invoke('echo', { End: true }))) },
      {
        work: () => {
          started.push(opened.engine.start('inner', 'from outer'));
          return 'done';
        },
        echo: (payload) => payload,
      },
    );
    expect(await opened.engine.finished(opened.engine.start('outer', {}))).toMatchObject({ output: 'done' });
    expect(opened.engine.describe(started[0]!)).toMatchObject({
      status: 'SUCCEEDED',
      output: { Payload: 'from outer' },
    });
  });
});

describe('An execution that ended', () => {
  test('leaves its last state and no branch when STANDARD', async () => {
    const { engine, clock, rows } = openTestEngine({
      m: machine(chain({ Type: 'Wait', Seconds: 2 }, { Type: 'Succeed' })),
    });
    const id = engine.start('m', { a: 1 }, { name: 'one' });
    expect(engine.describe(id)).toEqual({
      id: 'm:one',
      machine: 'm',
      name: 'one',
      status: 'RUNNING',
      input: { a: 1 },
      startedAt: clock.now(),
    });
    clock.advance(2000);
    await turn();
    const final = {
      id: 'm:one',
      machine: 'm',
      name: 'one',
      status: 'SUCCEEDED',
      input: { a: 1 },
      output: { a: 1 },
      startedAt: clock.now() - 2000,
      endedAt: clock.now(),
    };
    expect(engine.describe(id)).toEqual(final);
    expect(await engine.finished(id)).toEqual(final);
    expect(rows()).toEqual([]);
  });

  test('leaves nothing when EXPRESS, once whoever waited for it has heard', async () => {
    const { engine, database } = openTestEngine(
      { m: machine(callsOnce, 'EXPRESS') },
      { work: async () => 'done' },
    );
    const id = engine.start('m', {});
    expect(await engine.finished(id)).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
    await turn();
    expect(() => engine.describe(id)).toThrow(expect.objectContaining({ code: 'ExecutionDoesNotExist' }));
    for (const table of ['engine_branch', 'engine_execution', 'engine_history']) {
      expect(database.prepare(`SELECT * FROM ${table}`).all()).toEqual([]);
    }
  });

  test('is heard of even when it ended while it was started', async () => {
    const { engine } = openTestEngine({ m: machine(single({ Type: 'Succeed' }), 'EXPRESS') });
    expect(await engine.finished(engine.start('m', 'in'))).toMatchObject({
      status: 'SUCCEEDED',
      output: 'in',
    });
  });

  test('that never was is not awaited', async () => {
    const { engine } = openTestEngine({});
    await expect(engine.finished('m:none')).rejects.toMatchObject({ code: 'ExecutionDoesNotExist' });
    expect(() => engine.history('m:none')).toThrow(
      expect.objectContaining({ code: 'ExecutionDoesNotExist' }),
    );
  });
});

describe('Stopping an execution', () => {
  test('aborts its tasks and ends it as ABORTED', async () => {
    const { task, calls } = answeredByTest();
    const definition = single({
      Type: 'Map',
      ItemProcessor: { StartAt: 'in', States: { in: invoke('work', { End: true }) } },
      End: true,
    });
    const { engine, rows } = openTestEngine({ m: machine(definition) }, { work: task });
    const id = engine.start('m', [1, 2]);
    for (const { signal } of calls) expect(signal.aborted).toBe(false);
    engine.stop(id, { error: 'Enough', cause: 'by hand' });
    for (const { signal } of calls) expect(signal.aborted).toBe(true);
    expect(await engine.finished(id)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'by hand' });
    expect(rows()).toEqual([]);
    calls[0]!.answer('too late');
    await turn();
    expect(engine.describe(id).status).toBe('ABORTED');
  });

  test('does nothing to one that has ended, and refuses one that never was', () => {
    const { engine } = openTestEngine({ m: machine(single({ Type: 'Succeed' })) });
    const id = engine.start('m', {});
    engine.stop(id);
    expect(engine.describe(id).status).toBe('SUCCEEDED');
    expect(() => engine.stop('m:none')).toThrow(expect.objectContaining({ code: 'ExecutionDoesNotExist' }));
  });

  test('can be done by one of its own task functions', async () => {
    const opened: { engine: Engine } = openTestEngine(
      { m: machine(callsOnce) },
      {
        work: (_, { executionId }) => {
          opened.engine.stop(executionId);
          return 'ignored';
        },
      },
    );
    expect(opened.engine.describe(opened.engine.start('m', {})).status).toBe('ABORTED');
  });
});

describe('A failing iteration', () => {
  test('aborts the tasks of the others at once', async () => {
    const { task, calls } = answeredByTest();
    const definition = single({
      Type: 'Map',
      ItemProcessor: { StartAt: 'in', States: { in: invoke('work', { End: true }) } },
      End: true,
    });
    const { engine } = openTestEngine({ m: machine(definition) }, { work: task });
    const id = engine.start('m', [1, 2, 3]);
    const signals = calls.map(({ signal }) => signal);
    calls[1]!.fail(new Error('no'));
    expect(await engine.finished(id)).toMatchObject({ status: 'FAILED', error: 'Error' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, true]);
  });
});

describe('A task token', () => {
  const waits = single(invokeForToken('submit', { Output: '{% $states.result %}', End: true }));

  test('is taken once', () => {
    let token = '';
    const { engine } = openTestEngine(
      { m: machine(waits) },
      {
        submit: (_, { taskToken }) => {
          token = taskToken!;
          return null;
        },
      },
    );
    const id = engine.start('m', {});
    engine.sendTaskSuccess(token, 'first');
    expect(engine.describe(id)).toMatchObject({ status: 'SUCCEEDED', output: 'first' });
    const refused = expect.objectContaining({ code: 'TaskDoesNotExist' });
    expect(() => engine.sendTaskSuccess(token, 'second')).toThrow(refused);
    expect(() => engine.sendTaskFailure(token, 'E')).toThrow(refused);
    expect(() => engine.sendTaskHeartbeat(token)).toThrow(refused);
  });

  test('is not taken any more once the execution was stopped', () => {
    let token = '';
    const { engine } = openTestEngine(
      { m: machine(waits) },
      {
        submit: (_, { taskToken }) => {
          token = taskToken!;
          return null;
        },
      },
    );
    engine.stop(engine.start('m', {}));
    expect(() => engine.sendTaskSuccess(token, 1)).toThrow(
      expect.objectContaining({ code: 'TaskDoesNotExist' }),
    );
  });

  test('can be answered from within the function that gets it', () => {
    const opened: { engine: Engine } = openTestEngine(
      { m: machine(waits) },
      {
        submit: (_, { taskToken }) => {
          opened.engine.sendTaskSuccess(taskToken!, 'at once');
          return null;
        },
      },
    );
    expect(opened.engine.describe(opened.engine.start('m', {}))).toMatchObject({ output: 'at once' });
  });
});

describe('The history of a STANDARD execution', () => {
  test('has the events of Step Functions, each with the one before it on its thread', async () => {
    const { engine } = openTestEngine(
      {
        m: machine(
          chain(
            { Type: 'Pass', Assign: { v: 1 } },
            {
              Type: 'Map',
              ItemProcessor: { StartAt: 'in', States: { in: invoke('work', { End: true }) } },
              Output: '{% $count($states.result) %}',
            },
          ),
        ),
      },
      { work: async (payload) => payload },
    );
    const id = engine.start('m', ['a', 'b']);
    await engine.finished(id);
    const events = engine.history(id);
    expect(events.map(({ id: event, previousEventId, type }) => [event, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 1, 'PassStateEntered'],
      [3, 2, 'PassStateExited'],
      [4, 3, 'MapStateEntered'],
      [5, 4, 'MapStateStarted'],
      [6, 5, 'MapIterationStarted'],
      [7, 5, 'MapIterationStarted'],
      [8, 6, 'TaskStateEntered'],
      [9, 8, 'TaskScheduled'],
      [10, 9, 'TaskStarted'],
      [11, 7, 'TaskStateEntered'],
      [12, 11, 'TaskScheduled'],
      [13, 12, 'TaskStarted'],
      [14, 10, 'TaskSucceeded'],
      [15, 14, 'TaskStateExited'],
      [16, 15, 'MapIterationSucceeded'],
      [17, 13, 'TaskSucceeded'],
      [18, 17, 'TaskStateExited'],
      [19, 18, 'MapIterationSucceeded'],
      [20, 19, 'MapStateSucceeded'],
      [21, 20, 'MapStateExited'],
      [22, 21, 'ExecutionSucceeded'],
    ]);
    expect(events[2]!.details).toEqual({ name: 'state 1', output: '["a","b"]', assignedVariables: { v: 1 } });
    expect(events[8]!.details).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      parameters: '{"FunctionName":"work","Payload":"a"}',
    });
    expect(events[21]!.details).toEqual({ output: '2' });
  });

  test('tells of failures, retries and evaluations that failed', () => {
    const { engine, clock } = openTestEngine(
      {
        m: machine({
          StartAt: 'try',
          States: {
            try: invoke('work', {
              Retry: [{ ErrorEquals: ['Error'], MaxAttempts: 1 }],
              Catch: [{ ErrorEquals: ['Error'], Next: 'show' }],
              Next: 'show',
            }),
            show: { Type: 'Pass', Output: '{% $states.input.absent %}', End: true },
          },
        }),
      },
      {
        work: () => {
          throw new Error('no');
        },
      },
    );
    const id = engine.start('m', {});
    clock.advance(1000);
    expect(engine.history(id).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      ...['TaskScheduled', 'TaskStarted', 'TaskFailed'],
      ...['TaskScheduled', 'TaskStarted', 'TaskFailed'],
      'TaskStateExited',
      'PassStateEntered',
      'EvaluationFailed',
      'ExecutionFailed',
    ]);
    expect(engine.history(id).at(-2)!.details).toMatchObject({
      error: 'States.QueryEvaluationError',
      location: 'Output',
      state: 'show',
    });
  });
});

describe('A long run of states without a rest', () => {
  test('lets others have their turn', async () => {
    const loop = {
      StartAt: 'round',
      States: {
        round: { Type: 'Pass', Next: 'again' },
        again: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'end' }], Default: 'round' },
        end: { Type: 'Succeed' },
      },
    };
    const { engine } = openTestEngine({
      endless: machine(loop, 'EXPRESS'),
      short: machine(single({ Type: 'Pass', End: true })),
    });
    const endless = engine.start('endless', {});
    await turn();
    expect(await engine.finished(engine.start('short', 'in'))).toMatchObject({ output: 'in' });
    engine.stop(endless);
  });
});

describe('When the disk refuses', () => {
  test('a start says so, and what comes in later is dropped', async () => {
    const { task, calls } = answeredByTest();
    const { engine, database } = openTestEngine({ m: machine(callsOnce) }, { work: task });
    engine.start('m', {});
    database.close();
    expect(() => engine.start('m', {})).toThrow(StorageFailed);
    calls[0]!.answer('done');
    await turn();
    expect(() => engine.start('m', {})).toThrow(StorageFailed);
  });
});

describe('A closed engine', () => {
  test('refuses everything for now', async () => {
    const { engine } = openTestEngine({ m: machine(callsOnce) }, { work: answeredByTest().task });
    const id = engine.start('m', {});
    await engine.close();
    const refused = expect.objectContaining({ code: 'EngineClosed', retryable: true });
    expect(() => engine.start('m', {})).toThrow(refused);
    expect(() => engine.stop(id)).toThrow(refused);
    expect(() => engine.sendTaskSuccess('token', 1)).toThrow(refused);
  });
});

describe('Pruning', () => {
  test('forgets what ended before a time, with its history; what runs and what ended later stays', async () => {
    const { task, calls } = answeredByTest();
    const { engine, clock, database } = openTestEngine({ m: machine(callsOnce) }, { work: task });
    const [old, young, running] = ['old', 'young', 'running'].map((name) =>
      engine.start('m', {}, { name }),
    ) as [string, string, string];
    calls[0]!.answer('done');
    await engine.finished(old);
    clock.advance(1000);
    calls[1]!.answer('done');
    await engine.finished(young);
    expect(await engine.prune(clock.now())).toBe(1);
    expect(() => engine.describe(old)).toThrow(EngineError);
    expect(
      database.prepare('SELECT count(*) AS events FROM engine_history WHERE execution = ?').get(old),
    ).toEqual({ events: 0 });
    expect(engine.describe(young)).toMatchObject({ status: 'SUCCEEDED' });
    expect(engine.describe(running)).toMatchObject({ status: 'RUNNING' });
    expect(engine.history(young).length).toBeGreaterThan(0);
  });
});
