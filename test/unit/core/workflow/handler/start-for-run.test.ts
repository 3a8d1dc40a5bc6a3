import { expect, test } from 'vitest';
import type { RunRecord } from '../../../../../core/ports/firing-store.ts';
import { openHandlers, returned, threw } from './open-handlers.ts';

/** A home where a firing of `h` starts the workflow `count`, which has one task. */
async function openWithWorkflow(options: Parameters<Home['register']>[1] = {}) {
  const home = await openHandlers(({ input }) => returned({ got: input }));
  await home.register('add');
  await home.register('counts', {
    hook: 'h',
    code: { workflow: 'count' },
    notifyOnSuccess: 'success@example.com',
    notifyOnFailure: 'failure@example.com',
    ...options,
  });
  return home;
}

type Home = Awaited<ReturnType<typeof openHandlers>>;

const idOf = ({ firingId, handlerId }: RunRecord, item?: number): string =>
  `${firingId}-${handlerId}${item === undefined ? '' : `.${item}`}`;

test('A firing starts the workflow, with its payload as input, as the owner of the handler', async () => {
  const home = await openWithWorkflow();
  await home.addWorkflow('count', 'add');
  const firingId = await home.fire('h', { n: 1 });
  const run = await home.firstRun(firingId);
  expect(run).toMatchObject({
    attempt: 1,
    outcome: { ok: true, result: JSON.stringify({ workflowRun: idOf(run) }), resultType: 'json' },
  });
  expect(await home.workflowRun(idOf(run))).toMatchObject({
    state: 'succeeded',
    workflow: { name: 'count', version: 0 },
    owner: 'ada',
    input: { n: 1 },
    output: { got: { n: 1 } },
    startedBy: { kind: 'firing', id: firingId },
  });
});

test('The e-mail says which run was started, and how to look at it', async () => {
  const home = await openWithWorkflow();
  await home.addWorkflow('count', 'add');
  const run = await home.firstRun(await home.fire('h', {}));
  expect(await home.mails()).toMatchObject([
    {
      to: 'success@example.com',
      subject: '[Hookline] counts succeeded (h)',
      text: expect.stringContaining(
        `Started\n-------\nA run of the workflow count: ${idOf(run)}\nLook at it: hookline workflow show ${idOf(run)}`,
      ),
    },
  ]);
});

test('The version is the newest when the run is attempted', async () => {
  const home = await openWithWorkflow();
  await home.addWorkflow('count', 'add');
  await home.addWorkflow('count', 'add → add');
  const run = await home.firstRun(await home.fire('h', {}));
  expect(await home.workflowRun(idOf(run))).toMatchObject({ workflow: { version: 1 }, state: 'succeeded' });
});

test('With each, every item starts a run of its own, with what code would be given as input', async () => {
  const home = await openWithWorkflow({ each: 'parts' });
  await home.addWorkflow('count', 'add');
  const run = await home.firstRun(await home.fire('h', { parts: [{ n: 1 }, 'two'] }));
  expect(run.outcome).toMatchObject({ ok: true, result: expect.stringContaining('"succeeded":2') });
  const runs = await Promise.all([0, 1].map((item) => home.workflowRun(idOf(run, item))));
  expect(runs.map((started) => started?.input)).toEqual([{ n: 1 }, { item: 'two' }]);
  expect((await home.mails())[0]?.text).toContain(`Look at one: hookline workflow show ${idOf(run)}.0`);
});

test('Without such a workflow the run fails, and is not tried again', async () => {
  const home = await openWithWorkflow({ retry: every10Seconds });
  const run = await home.firstRun(await home.fire('h', {}));
  expect(run).toMatchObject({
    attempt: 1,
    outcome: {
      ok: false,
      error: { name: 'workflow-not-found', message: expect.stringContaining('There is no workflow "count"') },
    },
  });
  expect((await home.mails()).map(({ to }) => to)).toEqual(['failure@example.com']);
});

const every10Seconds = {
  maxAttempts: 3,
  backoffFactorSeconds: 5,
  maxBackoffSeconds: 10,
  retryOn: [],
  includeSubclasses: false,
  jitter: false,
};

test('While too many runs wait it is tried again, as the handler’s retry says', async () => {
  const home = await openHandlers(() => new Promise(() => {}));
  await home.register('add');
  await home.register('counts', { hook: 'h', code: { workflow: 'count' }, retry: every10Seconds });
  await home.addWorkflow('count', 'add');
  await home.setLimits({ maxRunning: 1, maxPending: 0 });
  await home.start('add');
  const firingId = await home.fire('h', {});
  expect(await home.firstRun(firingId)).toMatchObject({ attempt: 2, outcome: null });
  await home.cancel();
  await home.pass(10);
  const run = await home.firstRun(firingId);
  expect(run).toMatchObject({ attempt: 3, outcome: { ok: true } });
  expect(run.attempts.map(({ outcome }) => outcome.error.name)).toEqual([
    'workflow-queue-full',
    'workflow-queue-full',
  ]);
  expect((await home.workflowRun(idOf(run)))?.state).toBe('running');
});

test('A repeated start finds the run as it is, and starts nothing', async () => {
  let isBroken = true;
  const home = await openHandlers(() => (isBroken ? threw('Broken') : returned(undefined)));
  await home.register('add');
  await home.register('counts', { hook: 'h', code: { workflow: 'count' } });
  await home.addWorkflow('count', 'add');
  const firingId = await home.fire('h', {});
  const runId = idOf(await home.firstRun(firingId));
  isBroken = false;
  const again = { workflow: 'count', runId, firingId, input: '{}' };
  expect(await home.startAgain(again)).toEqual({ started: true });
  expect((await home.workflowRun(runId))?.state).toBe('failed');
  expect(home.requests).toHaveLength(1);
});

test('A handler that starts a workflow is no task: a task of that name is the workflow itself', async () => {
  const home = await openHandlers(() => returned({ n: 7 }));
  await home.register('add');
  await home.register('count', { hook: 'h', code: { workflow: 'count' } });
  await home.addWorkflow('count', 'add');
  await home.start('count');
  expect(await home.run()).toMatchObject({ state: 'succeeded', output: { n: 7 } });
});
