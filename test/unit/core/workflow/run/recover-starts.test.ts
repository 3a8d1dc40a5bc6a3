import { afterEach, expect, test } from 'vitest';
import { recoverStarts } from '../../../../../core/workflow/run/recover-runs.ts';
import { setWorkflowLimits } from '../../../../../core/workflow/run/set-workflow-limits.ts';
import { ada, admin, identitiesOf, openWorkflows, type Workflows } from './open-workflows.ts';

const MINUTE = 60_000;
const window = { shortest: MINUTE, longest: 16 * MINUTE };

let home: Workflows;
afterEach(() => home.close());

const recover = async () => {
  await recoverStarts({ ...home.deps, identities: identitiesOf(home) }, window);
  await home.quiet();
};

/** Of the calls of this name, the first fails. */
function failingOnce(call: string): (name: string) => void {
  let failed = false;
  return (name) => {
    if (name !== call || failed) return;
    failed = true;
    throw new Error('The function ended.');
  };
}

test('a run that was written and not started is started after a minute', async () => {
  home = await openWorkflows({ around: failingOnce('executions.start before') });
  await expect(home.start('A')).rejects.toThrow('The function ended.');
  expect(await home.get('r')).toMatchObject({ state: 'running' });
  await recover();
  expect(home.started).toEqual([]);

  await home.pass(60);
  await recover();
  expect(home.started).toHaveLength(1);
  await home.end('r', '1');
  expect(await home.get('r')).toMatchObject({ state: 'succeeded' });
});

test('a run that was let in and does not know it begins', async () => {
  home = await openWorkflows();
  await setWorkflowLimits(home.deps, admin, { maxRunning: 1, maxPending: null });
  await home.run('A', { runId: 'one' });
  await home.start('A', { runId: 'two' });
  await home.deps.places.release({ tenantId: ada.userId, runId: 'one' });
  await home.deps.places.letIn();
  expect(await home.get('two')).toMatchObject({ state: 'pending' });
  await recover();
  expect(await home.get('two')).toMatchObject({ state: 'running' });
  expect(home.started.map(({ run }) => run.runId)).toEqual(['one', 'two']);
});

test('what goes on is left as it is, and a run that waits for its place waits on', async () => {
  home = await openWorkflows();
  await setWorkflowLimits(home.deps, admin, { maxRunning: 1, maxPending: null });
  await home.run('A', { runId: 'one' });
  await home.start('A', { runId: 'two' });
  const before = [await home.get('one'), await home.get('two')];
  await home.pass(120);
  await recover();
  expect([await home.get('one'), await home.get('two')]).toEqual(before);
  expect(home.started).toHaveLength(1);
});

test('one that cannot be taken up does not hold up the others, and is told', async () => {
  let isDown = true;
  home = await openWorkflows({
    around: (name) => {
      if (isDown && name === 'executions.start before') throw new Error('The function ended.');
    },
  });
  for (const runId of ['one', 'two']) await home.start('A', { runId }).catch(() => {});
  isDown = false;
  await home.pass(60);
  const { executions } = home.deps;
  const [{ execution }] = [await home.get('two')];
  const deps = {
    ...home.deps,
    identities: identitiesOf(home),
    executions: {
      ...executions,
      start: async (...args: Parameters<typeof executions.start>) => {
        if (args[1].execution === execution) throw new Error('No such role.');
        await executions.start(...args);
      },
    },
  };
  await expect(recoverStarts(deps, window)).rejects.toThrow('1 runs were not taken up.');
  await home.quiet();
  expect(home.started.map(({ run }) => run.runId)).toEqual(['one']);
});
