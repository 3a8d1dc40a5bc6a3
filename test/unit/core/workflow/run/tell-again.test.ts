import { afterEach, describe, expect, test } from 'vitest';
import type { Structured } from '../../../../../core/contract/workflow.ts';
import type { WorkflowRecord } from '../../../../../core/ports/workflow-store.ts';
import { checkWorkflow } from '../../../../../core/workflow/check-workflow.ts';
import { compileWorkflow } from '../../../../../core/workflow/compile/compile-workflow.ts';
import { cancelRun } from '../../../../../core/workflow/run/cancel-run.ts';
import type { WorkflowDeps } from '../../../../../core/workflow/run/deps.ts';
import { endStep } from '../../../../../core/workflow/run/end-step.ts';
import { recoverStarts } from '../../../../../core/workflow/run/recover-runs.ts';
import { restartRun } from '../../../../../core/workflow/run/restart-run.ts';
import { setWorkflowLimits } from '../../../../../core/workflow/run/set-workflow-limits.ts';
import { startRun } from '../../../../../core/workflow/run/start-run.ts';
import type { StepResult } from '../../../../../core/workflow/run/step-work.ts';
import { tellAgain } from '../../../../../core/workflow/run/tell-again.ts';
import { terminateRun } from '../../../../../core/workflow/run/terminate-run.ts';
import { isRunToldAgain, isStepToldAgain } from '../../../../../core/workflow/run/told-again.ts';
import { ada, admin, databaseOf, identitiesOf, openWorkflows, type Workflows } from './open-workflows.ts';

/** Kills at every so many of the calls. */
const EVERY = Number(process.env.HOOKLINE_CRASH_EVERY ?? 3);

let home: Workflows;
afterEach(() => home.close());

const tenantId = ada.userId;
const key = { tenantId, runId: 'r' };

/** One function's process, which is killed at one of its calls: those of stores and of the engine, before and after each. */
function dying(deps: WorkflowDeps, at: number, kill: () => void): WorkflowDeps {
  let calls = 0;
  const hold = (): Promise<void> | undefined => {
    if (++calls < at) return undefined;
    kill();
    return new Promise(() => {});
  };
  const watch = <T extends object>(port: T): T => {
    const all = Object.entries(port).map(([name, call]) => [
      name,
      async (...args: unknown[]) => {
        await hold();
        const result: unknown = await (call as (...args: unknown[]) => unknown)(...args);
        await hold();
        return result;
      },
    ]);
    return Object.fromEntries(all) as T;
  };
  const { runs, executions, places } = deps;
  return { ...deps, runs: watch(runs), executions: watch(executions), places: watch(places) };
}

/** What happens by itself: the table's stream brings what was written, and the schedule comes round. Nobody asks again for anything. */
async function nobodyAsksAgain(): Promise<void> {
  for (let times = 0; times < 2; times++) {
    await home.pass(120);
    const { runs } = await home.deps.runs.list({ tenantId, limit: 100 });
    for (const { runId } of runs) {
      const run = await home.get(runId);
      if (isRunToldAgain(run)) await tellAgain(home.deps, { tenantId, runId });
      for (const step of await home.deps.runs.allSteps(run)) {
        if (isStepToldAgain(step)) await tellAgain(home.deps, step);
      }
    }
    await recoverStarts(
      { ...home.deps, identities: identitiesOf(home) },
      { shortest: 60_000, longest: 960_000 },
    );
    await home.quiet();
  }
}

/**
 * Lets a function's process be killed at every third of its calls (or as said), and looks what has become of it when nobody asks again.
 *
 * @returns how many calls it makes.
 */
async function killEverywhere(
  before: () => Promise<void>,
  act: (deps: WorkflowDeps) => Promise<unknown>,
  then: () => Promise<void>,
): Promise<number> {
  for (let at = 1; ; at += EVERY) {
    home = await openWorkflows();
    await before();
    const killed = Promise.withResolvers<'killed'>();
    const deps = dying(home.deps, at, () => killed.resolve('killed'));
    const ended = await Promise.race([act(deps), killed.promise]);
    await home.quiet();
    await nobodyAsksAgain();
    await then();
    if (ended !== 'killed') return at;
    home.close();
  }
}

const executions = () =>
  databaseOf(home).prepare('SELECT DISTINCT execution FROM engine_branch').all().length;
const stepOf = async (stepId: string) => (await home.deps.runs.steps(key, [stepId]))[0];
const worker = (result: StepResult) => (deps: WorkflowDeps) =>
  endStep(deps, { ...key, stepId: '1' }, { ...result, work: { receipt: 'its own' } });

const atWork = async (source: string): Promise<void> => {
  await home.run(source);
  expect(await stepOf('1')).toMatchObject({ state: 'active' });
};
/** A workflow of ada's as it is stored. */
async function workflowOf(name: string, source: string): Promise<WorkflowRecord> {
  const { graph } = await checkWorkflow(source, home.deps);
  const { sha256 } = compileWorkflow(graph!);
  const owned = { tenantId, owner: ada.userName, name, version: 0, source, graph: graph! };
  return { ...owned, documentSha256: sha256, createdAt: 0, updatedAt: 0 };
}

const ends = async (runId: string, stepId: string, output: Structured = {}): Promise<void> => {
  const [step] = await home.deps.runs.steps({ tenantId, runId }, [stepId]);
  if (step?.state === 'active') await home.end(runId, stepId, output);
};

describe('A function that is killed anywhere, when nobody asks for it again', () => {
  test('while a worker ends its task: when that is stored, the run goes on', async () => {
    const places = await killEverywhere(
      () => atWork('A :a → B; C → :b; :a → D → :b; :b → E'),
      worker({ output: { a: 1 } }),
      async () => {
        const isStored = (await stepOf('1'))!.state === 'succeeded';
        const begun = home.started.map(({ node }) => node.name).sort();
        expect(begun).toEqual(isStored ? ['A', 'B', 'C', 'D'] : ['A', 'C']);
      },
    );
    expect(places).toBeGreaterThan(12);
  });

  test('while a worker fails: when that is stored, the run has failed, and with it the one that waits for it', async () => {
    await killEverywhere(
      async () => {
        await home.workflows.put(await workflowOf('inner', '* A'));
        await home.run('inner', { input: [{}, {}] });
        expect(home.started).toHaveLength(2);
      },
      (deps) =>
        endStep(
          deps,
          { tenantId, runId: 'r.1', stepId: '1[0].3' },
          { error: { name: 'Broken', message: 'no' }, work: { receipt: 'its own' } },
        ),
      async () => {
        const [step] = await home.deps.runs.steps({ tenantId, runId: 'r.1' }, ['1[0].3']);
        const state = step!.state === 'failed' ? 'failed' : 'running';
        expect([(await home.get('r.1')).state, (await home.get('r')).state]).toEqual([state, state]);
        expect(executions() === 0).toBe(state === 'failed');
      },
    );
  });

  test('while a task goes on with a workflow: that begins', async () => {
    await killEverywhere(
      () => atWork('A → B'),
      worker({ output: { $workflow: { source: 'deep' } } }),
      async () => {
        const isStored = (await stepOf('1'))!.work?.continuation !== undefined;
        expect(home.started.map(({ node }) => node.name)).toEqual(isStored ? ['A', 'deep'] : ['A']);
        await ends('r.1', '1', { deep: true });
        if (isStored)
          expect(home.started.at(-1)).toMatchObject({ node: { name: 'B' }, input: { deep: true } });
      },
    );
  });

  test.each(['cancelled', 'terminated'] as const)(
    'while a run is %s: nothing of it goes on',
    async (state) => {
      await killEverywhere(
        async () => {
          await setWorkflowLimits(home.deps, admin, { maxRunning: 1, maxPending: null });
          await home.workflows.put(await workflowOf('inner', 'wait:delay({"duration": 9999}) → A'));
          await home.run('inner; * { wait:delay({"duration": 9999}) }', { input: [{}, {}] });
          await home.start('A', { runId: 'next' });
        },
        (deps) => (state === 'cancelled' ? cancelRun(deps, ada, key) : terminateRun(deps, ada, key)),
        async () => {
          const run = await home.get('r');
          if (run.state === 'running') return;
          expect([run.state, (await home.get('r.1')).state]).toEqual([state, state]);
          // That which waited for a place has begun.
          expect((await home.get('next')).state).toBe('running');
          expect(executions()).toBe(1);
        },
      );
    },
  );

  test('while a run is started, or started again: it begins, or there is none', async () => {
    await killEverywhere(
      async () => {},
      (deps) => startRun(deps, ada, { workflow: { source: 'A' }, runId: 'r' }),
      async () => {
        const isStored = (await home.deps.runs.get(key)) !== undefined;
        expect(home.started).toHaveLength(isStored ? 1 : 0);
      },
    );
    home.close();
    await killEverywhere(
      async () => {
        await atWork('A');
        await home.fail('r', '1');
        await home.pass(3600);
      },
      (deps) => restartRun(deps, ada, key),
      async () => {
        const { state } = await home.get('r');
        expect([state, home.started.length]).toEqual(state === 'running' ? ['running', 2] : ['failed', 1]);
      },
    );
  });
});
