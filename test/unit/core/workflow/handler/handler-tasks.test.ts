import { expect, test } from 'vitest';
import type { RunOutcome } from '../../../../../core/ports/runner.ts';
import { openHandlers, returned, threw } from './open-handlers.ts';

test('A handler is a task: its payload is what flows to it, and what it returns flows on', async () => {
  const home = await openHandlers(({ input }) => returned({ n: (input as { n: number }).n + 1 }));
  await home.register('add');
  await home.start('add → add → add', { n: 1 });
  expect(await home.run()).toMatchObject({ state: 'succeeded', output: { n: 4 } });
  expect(home.requests).toHaveLength(3);
});

test('Parameters are apart from the input, without those that are for the engine', async () => {
  const home = await openHandlers(() => returned(undefined));
  await home.register('add');
  await home.start('add({"by": 2, "$timeoutSeconds": 60})', { n: 1 });
  expect(home.requests[0]!.workflow).toEqual({ runId: 'r', stepId: '1', parameters: { by: 2 } });
  expect(await home.run()).toMatchObject({ state: 'succeeded', output: {} });
});

test.each([
  ['text', 'done', ['done']],
  ['a number', 5, [5]],
  ['a list', [1, 2], [1, 2]],
])('What it returns flows as it is, or as the only item of a list: %s', async (_, value, output) => {
  const home = await openHandlers(() => returned(value));
  await home.register('add');
  await home.start('add');
  expect((await home.run()).output).toEqual(output);
});

test('Its retries are those of the handler, and its last failure is that of the step', async () => {
  let attempts = 0;
  const home = await openHandlers(() => {
    attempts++;
    return threw('Broken', `attempt ${attempts}`);
  });
  const retry = {
    maxAttempts: 3,
    backoffFactorSeconds: 60,
    maxBackoffSeconds: 600,
    retryOn: [],
    includeSubclasses: false,
    jitter: false,
  };
  await home.register('add', { retry });
  await home.start('add');
  expect(attempts).toBe(2);
  await home.pass(240);
  expect(attempts).toBe(3);
  expect(await home.run()).toMatchObject({
    state: 'failed',
    error: { name: 'Broken', message: 'attempt 3', step: '1' },
  });
});

test('A restart runs it again; what had ended is not run again', async () => {
  let isBroken = true;
  const home = await openHandlers(({ hook: _, workflow }) =>
    workflow?.stepId === '2' && isBroken ? threw('Broken') : returned({ step: workflow?.stepId }),
  );
  await home.register('add');
  await home.start('add → add');
  expect((await home.run()).state).toBe('failed');
  isBroken = false;
  await home.restart();
  expect(await home.run()).toMatchObject({ state: 'succeeded', output: { step: '2' } });
  expect(home.requests.map(({ workflow }) => workflow?.stepId)).toEqual(['1', '2', '2']);
});

test('A crash while it runs gives it another attempt, and one outcome', async () => {
  const first = Promise.withResolvers<RunOutcome>();
  let attempts = 0;
  const home = await openHandlers(({ attempt }) => {
    attempts++;
    return attempt === 1 ? first.promise : returned({ attempt });
  });
  await home.register('add');
  await home.start('add');
  await home.crash();
  await home.pass(3600);
  expect(await home.run()).toMatchObject({ state: 'succeeded', output: { attempt: 2 } });
  expect(attempts).toBe(2);
});

test('Cancelling the run of the workflow cancels that of the handler', async () => {
  const home = await openHandlers(
    ({ signal }) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve(threw('RunCancelled')));
      }),
  );
  await home.register('add');
  await home.start('add');
  expect(home.requests).toHaveLength(1);
  await home.cancel();
  expect(home.requests[0]!.signal?.aborted).toBe(true);
  expect((await home.run()).state).toBe('cancelled');
});

/** Waits for 100 seconds after its first failure. */
const patient = {
  maxAttempts: 3,
  backoffFactorSeconds: 100,
  maxBackoffSeconds: 100,
  retryOn: [],
  includeSubclasses: false,
  jitter: false,
};

test('A run that is cancelled while it waits for its next attempt fails the step at once', async () => {
  const home = await openHandlers(() => ({
    ...threw('Busy'),
    error: { name: 'Busy', message: 'no', retryAfterSeconds: 100 },
  }));
  await home.register('add', { retry: patient });
  await home.start('add');
  await home.cancelWork('1');
  expect(await home.run()).toMatchObject({
    state: 'failed',
    error: { name: 'RunCancelled', message: 'The run was cancelled.', step: '1' },
  });
  await home.pass(100);
  expect(home.requests).toHaveLength(1);
});

test('as does one that waits for a slot', async () => {
  const home = await openHandlers(() => new Promise(() => {}));
  await home.register('add', { executor: { maxWorkers: 1 } });
  await home.start('add; add');
  expect(home.requests).toHaveLength(1);
  const waiting = home.requests[0]!.workflow?.stepId === '1' ? '2' : '1';
  await home.cancelWork(waiting);
  expect(await home.run()).toMatchObject({ state: 'failed', error: { name: 'RunCancelled', step: waiting } });
});

test('What was there for a step before a restart has no say about it afterwards', async () => {
  const home = await openHandlers(({ firingId }) =>
    firingId === home.requests[0]!.firingId
      ? { ...threw('Busy'), error: { name: 'Busy', message: 'no', retryAfterSeconds: 100 } }
      : new Promise(() => {}),
  );
  await home.register('add', { retry: patient });
  await home.start('add');
  await home.cancelWork('1');
  await home.restart();
  expect(home.requests).toHaveLength(2);
  await home.pass(110);
  expect((await home.run()).state).toBe('running');
});
