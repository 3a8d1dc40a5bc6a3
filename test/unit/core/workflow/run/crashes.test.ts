import { afterEach, expect, test } from 'vitest';
import type { Structured } from '../../../../../core/contract/workflow.ts';
import { checkWorkflow } from '../../../../../core/workflow/check-workflow.ts';
import { compileWorkflow } from '../../../../../core/workflow/compile/compile-workflow.ts';
import { endStep } from '../../../../../core/workflow/run/end-step.ts';
import type { TaskStart } from '../../../../../core/workflow/run/step-work.ts';
import { ada, openWorkflows, type Workflows, type WorkflowsOptions } from './open-workflows.ts';

/** Forks and joins, a literal, a guard, an iteration, a loop, a delay, a subflow, another workflow, one that a task goes on with. */
const SOURCE = [
  '<[{"n": 1}, {"n": 2}]> → * { each → ?`$[?(@.n > 1)]` hand } → :all join;',
  'first → { left; right → hand } → :all;',
  'wait:delay({"duration": 5}) → :again count :counted → ?`$[?(@.n < 3)]` count → :again;',
  ':counted → counted → :all;',
  'inner → :all;',
  'onward → :all',
].join('\n');

const INNER = 'deep → hand';

/** Crashes at every so many of the calls that a run takes. */
const EVERY = Number(process.env.HOOKLINE_CRASH_EVERY ?? 25);

let home: Workflows | undefined;
afterEach(() => home?.close());

function give({ node, input, run, step }: TaskStart): Structured {
  const { n = 0 } = input as { n?: number };
  if (node.base === 'count') return { n: n + 1 };
  if (node.base === 'onward') return { $workflow: { source: 'deep → hand', input: { n: 7 } } };
  return { task: `${run.runId} ${step.stepId}`, n, got: input };
}

/** The world around the platform: what it was asked to do and has not done, whatever becomes of the platform. */
type World = Map<string, TaskStart>;

const nameOf = ({ run, step }: TaskStart) => `${run.runId} ${step.stepId}`;

function options(world: World, around?: WorkflowsOptions['around']): WorkflowsOptions {
  return {
    durable: true,
    ...(around !== undefined && { around }),
    anyTask: (start) => {
      if (start.node.base !== 'hand') return { output: give(start) };
      world.set(nameOf(start), start);
      return undefined;
    },
  };
}

const FAULT = new Error('Too many requests.');

/** As who starts a run, or ends a task, does whose request is answered by an error. */
async function repeated<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error !== FAULT) throw error;
    return await act();
  }
}

/** Does what is left to do, until the run has ended. */
async function drive(opened: Workflows, world: World): Promise<Structured | null> {
  await register(opened);
  await repeated(() => opened.start(SOURCE, { input: { n: 0 } })).catch((error: { code?: string }) => {
    expect(error.code).toBe('workflow-run-running');
  });
  for (;;) {
    await opened.quiet();
    const [task] = world.values();
    if (task !== undefined) {
      const { tenantId, runId } = task.run;
      const key = { tenantId, runId, stepId: task.step.stepId };
      const ended = await repeated(() => endStep(opened.deps, key, { output: give(task) }));
      expect(ended).not.toBe('unknown');
      world.delete(nameOf(task));
    } else if (opened.clock.nextDue() !== undefined) {
      opened.clock.advance(opened.clock.nextDue()! - opened.clock.now());
    } else break;
  }
  const run = await repeated(() => opened.get('r'));
  expect(run).toMatchObject({ state: 'succeeded', error: null });
  return run.output;
}

async function register({ workflows, deps }: Workflows): Promise<void> {
  const { graph } = await checkWorkflow(INNER, deps);
  const record = {
    tenantId: ada.userId,
    owner: ada.userName,
    name: 'inner',
    version: 0,
    source: INNER,
    graph: graph!,
    documentSha256: compileWorkflow(graph!).sha256,
    createdAt: 0,
    updatedAt: 0,
  };
  await workflows.put(record);
}

/** The outputs that are stored, by run and step. */
async function stored({ deps }: Workflows): Promise<Map<string, string>> {
  const outputs = new Map<string, string>();
  for (const runId of ['r', 'r.19', 'r.20']) {
    for (const { stepId, output } of await deps.runs.allSteps({ tenantId: ada.userId, runId })) {
      if (output !== null) outputs.set(`${runId} ${stepId}`, JSON.stringify(output));
    }
  }
  return outputs;
}

test('a run that is killed anywhere goes on as if it had not been, and no stored output is worked out again', {
  timeout: 300_000,
}, async () => {
  let calls = 0;
  const world: World = new Map();
  home = await openWorkflows(options(world, () => void calls++));
  const expected = await drive(home, world);
  const total = calls;
  home.close();
  expect(total).toBeGreaterThan(200);

  for (let at = 1; at <= total; at += EVERY) {
    const around: World = new Map();
    let seen = 0;
    let kill = (): void => {};
    const killed = new Promise<void>((resolve) => {
      kill = resolve;
    });
    const hold = (): Promise<void> | void => {
      if (++seen < at) return undefined;
      kill();
      return new Promise(() => {});
    };
    home = await openWorkflows(options(around, hold));
    await Promise.race([drive(home, around), killed]);
    home = await home.reopen(options(around));
    const before = await stored(home);
    const startedBefore = home.started.length;
    const output = await drive(home, around);
    expect(output, `killed at call ${at} of ${total}`).toEqual(expected);
    const after = await stored(home);
    for (const [step, text] of before) expect(after.get(step)).toBe(text);
    const again = home.started.slice(startedBefore).map(nameOf);
    expect(again.filter((name) => before.has(name))).toEqual([]);
    home.close();
  }
});

test('a call of a store or of the engine that fails anywhere is repeated, and nothing stored is worked out again', {
  timeout: 300_000,
}, async () => {
  let calls = 0;
  const world: World = new Map();
  home = await openWorkflows(options(world, () => void calls++));
  const expected = await drive(home, world);
  const total = calls;
  home.close();

  for (let at = 1; at <= total; at += EVERY) {
    const around: World = new Map();
    let seen = 0;
    const fault = (): void => {
      if (++seen === at) throw FAULT;
    };
    home = await openWorkflows({ ...options(around, fault), durable: false });
    expect(await drive(home, around), `failed at call ${at} of ${total}`).toEqual(expected);
    const begun = new Map<string, number>();
    for (const start of home.started) begun.set(nameOf(start), (begun.get(nameOf(start)) ?? 0) + 1);
    // The one whose end was not stored, at most.
    expect([...begun.values()].filter((count) => count > 1).length).toBeLessThanOrEqual(1);
    home.close();
  }
});
