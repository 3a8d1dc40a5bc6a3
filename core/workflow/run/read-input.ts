import type { Structured } from '../../contract/workflow.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { iterationItems } from '../data/iteration-items.ts';
import { nodeInput } from '../data/node-input.ts';
import type { Regions } from '../regions/regions.ts';
import { type StepSource, stepInputs } from '../regions/step-inputs.ts';
import { passPath, segmentsOf, stepIdOf } from '../regions/step-path.ts';
import type { WorkflowDeps } from './deps.ts';
import { graphRegions } from './graph-regions.ts';
import { isThrough, loopRecordId, passOf } from './loop-record.ts';

type Deps = { readonly runs: Pick<WorkflowDeps['runs'], 'steps'> };

/** The input of a step; why it has none; or that something it waits for has no output yet. */
export type StepInput =
  | { readonly input: Structured }
  | { readonly problem: string }
  | { readonly isMissing: true };

const MISSING = { isMissing: true } as const;

/** What gives a step its input: its predecessors' steps, where they have their outputs. */
interface Given {
  /** Undefined for the start of a scope, which has no step. */
  readonly step: StepRecord | undefined;
  readonly output: Structured;
}

/**
 * What flows into a node, from the outputs that are stored. It is the same whenever it is asked for: outputs never change, and those that
 * are missing now are all that can come.
 *
 * @param path with a segment for each region around the node.
 */
export async function readInput(
  deps: Deps,
  run: WorkflowRunRecord,
  node: number,
  path: string,
): Promise<StepInput> {
  const regions = graphRegions(run.graph);
  const sources = stepInputs(regions, node, path);
  const shape = run.graph.nodes[node]!;
  if (shape.kind === 'start' && sources.length === 0) return await scopeInput(deps, run, shape.scope, path);
  const given = await readSources(deps, run, sources);
  if (given === undefined) return MISSING;
  // Of the nodes that close a loop, those that were skipped lead to no further pass.
  const counting = isLaterPass(regions, node, path)
    ? given.filter(({ step }) => step?.state !== 'skipped')
    : given;
  return nodeInput(
    counting.map(({ output }) => output),
    'merge' in shape && shape.merge,
  );
}

/** Whether a step that closes the loop ran in a pass, so that there is another; undefined while the pass goes on. */
export async function goesRoundAgain(
  deps: Deps,
  run: WorkflowRunRecord,
  loop: number,
  pass: string,
): Promise<boolean | undefined> {
  const regions = graphRegions(run.graph);
  const { before, number } = segmentsOf(pass).at(-1)!;
  const given = await readSources(deps, run, stepInputs(regions, loop, passPath(before, loop, number + 1)));
  return given?.some(({ step }) => step?.state !== 'skipped');
}

function isLaterPass(regions: Regions, node: number, path: string): boolean {
  return regions.loops.has(node) && (segmentsOf(path).at(-1)?.number ?? 0) > 0;
}

/** What flows into the body of a subflow, or into the workflow. */
async function scopeInput(
  deps: Deps,
  run: WorkflowRunRecord,
  subflow: number | null,
  path: string,
): Promise<StepInput> {
  if (subflow === null) return { input: run.input };
  const regions = graphRegions(run.graph);
  const segment = segmentsOf(path)[regions.scopes.get(subflow)!.around.length - 1];
  if (segment?.kind !== 'iteration' || segment.node !== subflow) {
    return await readInput(deps, run, subflow, segment?.path ?? '');
  }
  const list = await readInput(deps, run, subflow, segment.before);
  if (!('input' in list)) return list;
  const item = iterationItems(list.input)[segment.number];
  return item === undefined ? MISSING : { input: item };
}

/** What the predecessors gave, in their order; undefined while one of them has given nothing. */
async function readSources(
  deps: Deps,
  run: WorkflowRunRecord,
  sources: readonly StepSource[],
): Promise<Given[] | undefined> {
  const paths: string[] = [];
  for (const source of sources) {
    const path = await pathOf(deps, run, source);
    if (path === undefined) return undefined;
    paths.push(path);
  }
  const ids = sources.flatMap(({ node }, at) =>
    run.graph.nodes[node]!.kind === 'start' ? [] : [stepIdOf(paths[at]!, node)],
  );
  const steps = new Map(
    ids.length === 0 ? [] : (await deps.runs.steps(run, ids)).map((step) => [step.stepId, step]),
  );
  const given: Given[] = [];
  for (const [at, { node }] of sources.entries()) {
    const step = steps.get(stepIdOf(paths[at]!, node));
    const output =
      run.graph.nodes[node]!.kind === 'start' ? await startOutput(deps, run, node, paths[at]!) : step?.output;
    if (output === undefined || output === null) return undefined;
    given.push({ step, output });
  }
  return given;
}

/** The start of a scope has no step: what flows into it flows out of it. */
async function startOutput(
  deps: Deps,
  run: WorkflowRunRecord,
  node: number,
  path: string,
): Promise<Structured | undefined> {
  const given = await readInput(deps, run, node, path);
  return 'input' in given ? given.input : undefined;
}

/** The path of a predecessor's step: where it is in a loop that has ended, in the last pass of that. */
async function pathOf(
  deps: Deps,
  run: WorkflowRunRecord,
  { path, loops }: StepSource,
): Promise<string | undefined> {
  let full = path;
  for (const loop of loops) {
    const [record] = await deps.runs.steps(run, [loopRecordId(full, loop)]);
    if (!isThrough(record)) return undefined;
    full = passPath(full, loop, passOf(record)!);
  }
  return full;
}
