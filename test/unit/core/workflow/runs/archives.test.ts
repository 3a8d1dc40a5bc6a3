import { afterEach, describe, expect, test } from 'vitest';
import type { ArchiveStore } from '../../../../../core/ports/archive-store.ts';
import { removeRun } from '../../../../../core/workflow/run/remove-run.ts';
import { restartRun } from '../../../../../core/workflow/run/restart-run.ts';
import { terminateRun } from '../../../../../core/workflow/run/terminate-run.ts';
import type { Archive } from '../../../../../core/workflow/runs/archive-format.ts';
import { archiveRun, keepArchive } from '../../../../../core/workflow/runs/archive-run.ts';
import { restoreRun } from '../../../../../core/workflow/runs/restore-run.ts';
import { ada, openWorkflows, type Workflows } from '../run/open-workflows.ts';

const key = { tenantId: ada.userId, runId: 'r' };

describe('An archive of a run', () => {
  let home: Workflows | undefined;
  afterEach(() => home?.close());

  /** A store as simple as its port. */
  const kept = new Map<string, Uint8Array>();
  const archives: ArchiveStore = {
    put: async (tenantId, name, archive) => void kept.set(`${tenantId} ${name}`, archive),
    get: async (tenantId, name) => kept.get(`${tenantId} ${name}`),
  };
  const depsOf = ({ deps }: Workflows) => ({
    ...deps,
    archives,
    identities: { userByName: async () => undefined },
  });

  /** A terminated run with something of everything: rounds, passes, a skipped step, steps that go on. */
  async function archived(): Promise<{ running: Workflows; archive: Archive }> {
    let left = 2;
    home = await openWorkflows({
      tasks: { again: () => ({ output: { again: --left > 0 } }), at: () => ({ output: [1, 2] }) },
    });
    const running = home;
    await running.run('again :x → ?`$[?(@.again = true)]` again → :start; :x → at → * work → ?`$.no` last', {
      metadata: { for: 'lab' },
    });
    const round = (await running.deps.runs.allSteps(key)).find(({ stepId }) => stepId.includes('[0].'))!;
    await running.end('r', round.stepId, { done: 0 });
    await terminateRun(running.deps, ada, key);
    await terminateRun(running.deps, ada, key);
    await running.quiet();
    return {
      running,
      archive: JSON.parse(JSON.stringify(await archiveRun(depsOf(running), ada, { id: 'r' }))),
    };
  }

  test('restores a run that goes on where it was, with what was done', async () => {
    const { running, archive } = await archived();
    const started = running.started.length;
    await removeRun(running.deps, ada, key);
    const restored = await restoreRun(depsOf(running), ada, { from: { archive } });
    expect(restored).toMatchObject({
      id: 'r',
      state: 'terminated',
      owner: 'ada',
      metadata: { for: 'lab' },
      startedBy: { kind: 'archive', id: 'r' },
    });
    expect(running.started).toHaveLength(started);

    await restartRun(running.deps, ada, key);
    await running.quiet();
    // Of what is done nothing begins again; the other round does.
    expect(running.started.slice(started).map(({ node }) => node.name)).toEqual(['work']);
    await running.end('r', running.started.at(-1)!.step.stepId, { done: 1 });
    expect(await running.get('r')).toMatchObject({ state: 'succeeded', output: [{ done: 0 }, { done: 1 }] });
  });

  test('is kept under a name, for its owner', async () => {
    const { running } = await archived();
    const { uri, sizeBytes } = await keepArchive(depsOf(running), ada, { id: 'r' }, 'archive://mine');
    expect([uri, sizeBytes]).toEqual(['archive://mine', kept.get(`${ada.userId} mine`)?.byteLength]);
    expect(await restoreRun(depsOf(running), ada, { from: { uri }, runId: 'r2' })).toMatchObject({
      id: 'r2',
    });
    const other = { ...ada, userId: 'u-other', userName: 'other' };
    await expect(restoreRun(depsOf(running), other, { from: { uri } })).rejects.toMatchObject({
      code: 'archive-not-found',
    });
  });

  test('does not take the place of a run', async () => {
    const { running, archive } = await archived();
    const before = await running.get('r');
    await expect(restoreRun(depsOf(running), ada, { from: { archive } })).rejects.toMatchObject({
      code: 'workflow-run-exists',
      field: 'runId',
    });
    expect(await running.get('r')).toEqual(before);
  });

  type Broken = { run: Record<string, unknown>; steps: Record<string, unknown>[] } & Record<string, unknown>;
  test.each<readonly [string, (archive: Broken) => unknown, string, string]>([
    ['another format', (archive) => (archive.format = 'x'), 'archive-invalid', 'archive.format'],
    ['a later version', (archive) => (archive.version = 2), 'archive-version-unknown', 'archive.version'],
    ['a field too many', (archive) => (archive.secret = 1), 'invalid-request', 'archive.secret'],
    ['targets', ({ run }) => (run.targets = {}), 'invalid-request', 'archive.run.targets'],
    ['no graph', ({ run }) => delete run.graph, 'invalid-request', 'archive.run.graph'],
    [
      'a broken graph',
      ({ run }) => (run.graph as { edges: unknown[] }).edges.shift(),
      'workflow-invalid',
      'graph.',
    ],
    ['a step of no node', ({ steps }) => (steps[0]!.node = 99), 'archive-invalid', 'archive.steps[0]'],
    ['a step twice', ({ steps }) => steps.push(steps[0]!), 'archive-invalid', 'archive.steps['],
    [
      'a step elsewhere',
      ({ steps }) => (steps[0]!.id = `9[1].${steps[0]!.id}`),
      'archive-invalid',
      'archive.steps[0]',
    ],
    [
      'an end without an output',
      ({ steps }) => (steps.find(({ output }) => output !== null)!.output = null),
      'archive-invalid',
      'archive.steps[',
    ],
    [
      'work of others',
      ({ steps }) => (steps[0]!.work = { firing: 'f' }),
      'invalid-request',
      'archive.steps[0].work.firing',
    ],
  ])('with %s is refused', async (_, change, code, field) => {
    const { running, archive } = await archived();
    change(archive as unknown as Broken);
    const refused = restoreRun(depsOf(running), ada, { from: { archive }, runId: 'other' });
    await expect(refused).rejects.toMatchObject({ code, field: expect.stringContaining(field) });
    expect(await running.deps.runs.get({ ...key, runId: 'other' })).toBeUndefined();
  });
});
