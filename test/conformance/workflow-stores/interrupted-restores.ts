import { expect, test } from 'vitest';
import { jsonataExpressions } from '../../../adapters/jsonata/expressions.ts';
import { yamlParser } from '../../../adapters/yaml/yaml-parser.ts';
import type { Caller } from '../../../core/identity/caller.ts';
import { checkWorkflow } from '../../../core/workflow/check-workflow.ts';
import type { Archive, ArchivedStep } from '../../../core/workflow/runs/archive-format.ts';
import { archiveRun } from '../../../core/workflow/runs/archive-run.ts';
import { restoreRun } from '../../../core/workflow/runs/restore-run.ts';
import type { Stores } from '../homes.ts';

/** How the writes of a home are made to fail. */
export interface Faults {
  /** The calls that `work` makes which can fail, in order. */
  record(work: () => Promise<unknown>): Promise<readonly FaultyCall[]>;
  /** That call fails as if the platform had been killed there: before it has taken effect, or after. */
  arm(call: FaultyCall, mode: 'before' | 'after'): void;
  disarm(): void;
}

export interface FaultyCall {
  readonly name: string;
  readonly occurrence: number;
}

const languages = { yaml: yamlParser(), expressions: jsonataExpressions() };
const ada: Caller = { userId: 't1', userName: 'ada', role: 'developer' };
const key = { tenantId: 't1', runId: 'monday' };

/** More steps than are written at once, and one whose output is kept elsewhere than others'. */
const ROUNDS = 22;

async function archiveOf(more: Partial<Archive['run']> = {}): Promise<Archive> {
  const { graph } = await checkWorkflow('fetch → * convert → store', languages);
  const step = (id: string, node: number, output: ArchivedStep['output']): ArchivedStep => {
    const state = output === null ? 'failed' : 'succeeded';
    const error = output === null ? { name: 'TaskFailed', message: 'no', step: id } : null;
    return { id, node, state, startedAt: 10, endedAt: 20, output, error, work: null };
  };
  const convert = graph!.nodes.find((node) => node.kind === 'task' && node.name === 'convert')!.index;
  const store = graph!.nodes.find((node) => node.kind === 'task' && node.name === 'store')!.index;
  const rounds = Array.from({ length: ROUNDS }, (_, n) => step(`2[${n}].${convert}`, convert, { n }));
  return {
    format: 'hookline-workflow-run',
    version: 1,
    archivedAt: 30,
    run: {
      id: 'monday',
      owner: 'eve',
      workflow: null,
      source: null,
      graph: graph!,
      state: 'failed',
      input: { from: 'afar' },
      output: null,
      error: { name: 'TaskFailed', message: 'no', step: String(store) },
      metadata: {},
      catchErrors: false,
      eventsAfter: 0,
      createdAt: 5,
      startedAt: 6,
      endedAt: 20,
      ...more,
    },
    steps: [step('1', 1, { text: 'x'.repeat(20_000) }), ...rounds, step(String(store), store, null)],
  };
}

/** What a restore comes to wherever it is interrupted. */
export function interruptedRestoresSuite(open: () => Promise<Stores>, faults: Faults): void {
  const opened = async () => {
    const stores = await open();
    const { workflowRuns: runs, handlers, workflows, events, clock, identities } = stores;
    const none = { put: async () => {}, get: async () => undefined };
    // Names of tasks stand for workers.
    const kinds = { worker: { start: async () => ({ work: {} }), cancel: async () => {} } };
    const deps = {
      runs,
      handlers,
      workflows,
      events,
      clock,
      identities,
      kinds,
      archives: none,
      ...languages,
    };
    return { deps, restore: (archive: Archive) => restoreRun(deps, ada, { from: { archive } }) };
  };
  const stateOf = async ({ deps }: Awaited<ReturnType<typeof opened>>) => {
    const run = await deps.runs.get(key);
    return { run, steps: await deps.runs.allSteps(key) };
  };

  test('it goes through when it is repeated, and until then the run says that it is not all there', async () => {
    const archive = await archiveOf();
    const home = await opened();
    const calls = await faults.record(() => home.restore(archive));
    const expected = await stateOf(home);
    expect(expected.run).toMatchObject({ state: 'terminated', error: archive.run.error });
    expect(expected.steps).toHaveLength(ROUNDS + 2);

    const seen = new Set<string>();
    for (const call of calls) {
      for (const mode of ['before', 'after'] as const) {
        await home.deps.runs.remove(key);
        faults.arm(call, mode);
        const first = await home.restore(archive).catch((error: unknown) => error as Error);
        faults.disarm();
        expect(first, `${call.name} ${call.occurrence} ${mode}`).toBeInstanceOf(Error);
        const { run } = await stateOf(home);
        if (run === undefined) seen.add('nothing');
        else if (run.state === 'cancelled') {
          seen.add('unfinished');
          expect(run.error).toMatchObject({ name: 'RestoreUnfinished' });
          await expect(archiveRun(home.deps, ada, { id: 'monday' })).rejects.toMatchObject({
            code: 'workflow-run-unfinished',
          });
          await expect(home.restore(await archiveOf({ metadata: { other: true } }))).rejects.toMatchObject({
            code: 'workflow-run-exists',
          });
        } else seen.add(run.state);

        expect(await home.restore(archive)).toMatchObject({
          id: 'monday',
          state: 'terminated',
          owner: 'ada',
        });
        const { run: restored, steps } = await stateOf(home);
        expect({ ...restored, revision: 2 }).toEqual(expected.run);
        expect(steps).toEqual(expected.steps);
      }
    }
    expect(seen).toEqual(new Set(['nothing', 'unfinished', 'terminated']));
  });

  test('two at the same time leave one run, with all its steps', async () => {
    const archive = await archiveOf();
    const home = await opened();
    const outcomes = await Promise.allSettled([home.restore(archive), home.restore(archive)]);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'workflow-run-exists' });
    }
    const { run, steps } = await stateOf(home);
    expect(run).toMatchObject({ state: 'terminated' });
    expect(steps).toHaveLength(ROUNDS + 2);
  });

  test('what it has left can be deleted', async () => {
    const archive = await archiveOf();
    const home = await opened();
    const calls = await faults.record(() => home.restore(archive));
    await home.deps.runs.remove(key);
    faults.arm(calls.at(-1)!, 'before');
    await expect(home.restore(archive)).rejects.toBeInstanceOf(Error);
    faults.disarm();
    expect(await home.deps.runs.remove(key)).toBe(true);
    expect(await stateOf(home)).toEqual({ run: undefined, steps: [] });
  });
}
