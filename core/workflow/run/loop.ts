import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { iterationAround, loopsAtOnce, roundsOfPart } from '../regions/iteration-parts.ts';
import type { PathRegion } from '../regions/regions.ts';
import { passPath, segmentsOf } from '../regions/step-path.ts';
import { changeStep } from './change-record.ts';
import type { WorkflowDeps } from './deps.ts';
import { nameOfExecution } from './executions-of-run.ts';
import { graphRegions } from './graph-regions.ts';
import { eventsOf, loopRecordId, passOf } from './loop-record.ts';
import { goesRoundAgain } from './read-input.ts';
import { releaseAfterLoop } from './release-joins.ts';
import { renewExecution } from './renew-execution.ts';
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
  const passed = await eventsOfPass(deps, run, node, path);
  let noted = 0;
  const changed = await changeStep(deps, key, (record) => {
    // Otherwise it is repeated: this was decided before.
    if (record?.state !== 'active' || passOf(record) !== number) return undefined;
    noted = eventsOf(record);
    const events = noted + passed;
    return {
      record: more
        ? { ...record, work: { pass: number + 1, events } }
        : { ...record, work: { pass: number, events }, state: 'succeeded', endedAt: deps.clock.now() },
    };
  });
  const { record, isChanged } = changed!;
  const pass = passOf(record)!;
  if (pass > number) {
    if (isChanged) await makeRoom(deps, run, path, { from: noted, to: noted + passed });
    return { again: true, path: passPath(before, node, pass) };
  }
  if (run.state === 'running') await releaseAfterLoop(deps, run, node, before);
  return { again: false, path: before };
}

/** What a node may note in a history: a wait for its inputs, and then for its end. */
const EVENTS_OF_NODE = 12;

/** What the loops of one execution may note together until its history is looked at again. */
const EVENTS_BETWEEN = 2000;

/** The events that a pass of a loop may have noted in the history of its execution, with those of the loops in it; 0 where nobody asks. */
async function eventsOfPass(
  { runs, executions }: Pick<WorkflowDeps, 'runs' | 'executions'>,
  { graph, tenantId, runId }: WorkflowRunRecord,
  id: number,
  pass: string,
): Promise<number> {
  if (executions.hasRoom === undefined) return 0;
  const { nodes, loops } = graphRegions(graph);
  const iteration = iterationAround(loops.get(id)!.around);
  const isInside = (around: readonly PathRegion[]): boolean =>
    iterationAround(around) === iteration &&
    around.some((region) => region.kind === 'loop' && region.id === id);
  const own = nodes.filter(({ around }) => isInside(around)).length;
  const inner = [...loops.values()].filter(
    ({ around }) =>
      around.at(-1)?.kind === 'loop' && isInside(around) && around.length === segmentsOf(pass).length,
  );
  const ids = inner.map((loop) => loopRecordId(pass, loop.id));
  const records = ids.length === 0 ? [] : await runs.steps({ tenantId, runId }, ids);
  return records.reduce((sum, record) => sum + eventsOf(record), own * EVENTS_OF_NODE);
}

/**
 * Lets the run go on in new executions when the history of this one is getting full: they take up what goes on, and the loop in the pass
 * that it has come to.
 *
 * @param path of the pass.
 * @param events that the loop may have noted before the pass, and with it.
 */
async function makeRoom(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  path: string,
  events: { readonly from: number; readonly to: number },
): Promise<void> {
  const { executions } = deps;
  if (executions.hasRoom === undefined) return;
  const regions = graphRegions(run.graph);
  const iteration = iterationAround(regions.loops.get(segmentsOf(path).at(-1)!.node)!.around);
  const loops = loopsAtOnce(regions, iteration) * (iteration === null ? 1 : roundsOfPart(regions, iteration));
  const every = Math.ceil(EVENTS_BETWEEN / loops);
  if (Math.floor(events.from / every) === Math.floor(events.to / every)) return;
  const { documentSha256 } = run;
  if (await executions.hasRoom(documentSha256, nameOfExecution(run, path), EVENTS_BETWEEN)) return;
  await renewExecution(deps, run);
}
