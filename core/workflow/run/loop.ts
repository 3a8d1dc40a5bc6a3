import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { passPath, segmentsOf } from '../regions/step-path.ts';
import { changeRun, changeStep } from './change-record.ts';
import type { WorkflowDeps } from './deps.ts';
import { graphRegions } from './graph-regions.ts';
import { startExecution } from './launch-run.ts';
import { loopRecordId, passOf } from './loop-record.ts';
import { goesRoundAgain } from './read-input.ts';
import { releaseAfterLoop } from './release-joins.ts';
import { newStep } from './step-record.ts';

interface Loop {
  /** The first node of the loop. */
  readonly node: number;
  readonly path: string;
}

/** A loop begins with pass 0, or goes on, after a restart, with the pass that it is in, or had ended with. */
export async function loop(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  { node, path }: Loop,
): Promise<{ path: string }> {
  const key = { tenantId: run.tenantId, runId: run.runId, stepId: loopRecordId(path, node) };
  const changed = await changeStep(deps, key, (record) =>
    record === undefined
      ? {
          record: {
            ...newStep(run, key.stepId, node),
            state: 'active',
            startedAt: deps.clock.now(),
            work: { pass: 0 },
          },
        }
      : undefined,
  );
  return { path: passPath(path, node, passOf(changed!.record)!) };
}

/** A pass is through: another one follows when a step that closes the loop ran in it; else what waits for the loop's end goes on. */
export async function again(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  { node, path }: Loop,
): Promise<{ again: boolean; path: string }> {
  const { before, number } = segmentsOf(path).at(-1)!;
  const more = await goesRoundAgain(deps, run, node, path);
  if (more === undefined) throw new Error(`The pass ${path} of ${run.runId} is not through.`);
  const key = { tenantId: run.tenantId, runId: run.runId, stepId: loopRecordId(before, node) };
  const changed = await changeStep(deps, key, (record) => {
    // Otherwise it is repeated: this was decided before.
    if (record?.state !== 'active' || passOf(record) !== number) return undefined;
    return {
      record: more
        ? { ...record, work: { pass: number + 1 } }
        : { ...record, state: 'succeeded', endedAt: deps.clock.now() },
    };
  });
  const pass = passOf(changed!.record)!;
  if (pass > number) {
    await makeRoom(deps, run, node, number);
    return { again: true, path: passPath(before, node, pass) };
  }
  if (run.state === 'running') await releaseAfterLoop(deps, run, node, before);
  return { again: false, path: before };
}

/** How many states are passed before the history is looked at again. */
const STATES_BETWEEN = 1000;

/**
 * Lets the run go on in a new execution when the history of this one is getting full: it takes up what goes on, and the loop in the pass
 * that it has come to.
 */
async function makeRoom(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  loopId: number,
  pass: number,
): Promise<void> {
  const { executions } = deps;
  // The nodes of the loop, those of subflows in it among them at most.
  const states = Math.min(
    run.graph.nodes.length,
    3 * graphRegions(run.graph).loops.get(loopId)!.nodes.length,
  );
  const every = Math.max(1, Math.floor(STATES_BETWEEN / states));
  if (executions.hasRoom === undefined || (pass + 1) % every !== 0) return;
  const { documentSha256, execution } = run;
  if (await executions.hasRoom(documentSha256, execution, states * every)) return;
  const changed = await changeRun(deps, run, (current) =>
    current.state === 'running' && current.execution === execution
      ? { record: { ...current, execution: deps.ids.next() } }
      : undefined,
  );
  if (!changed?.isChanged) return;
  await startExecution(deps, changed.record);
  await executions.stop(documentSha256, execution);
}
