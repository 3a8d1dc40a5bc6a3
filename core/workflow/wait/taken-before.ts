import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { parseStepId, passPath, segmentsOf, stepIdOf } from '../regions/step-path.ts';
import type { WaitDeps } from './deps.ts';

/**
 * The offset of the event that the step of the same node took in an earlier pass of its loop, so that a pass takes the next; 0 outside of
 * loops, and in the first pass.
 */
export async function takenBefore(
  deps: Pick<WaitDeps, 'runs'>,
  run: WorkflowRunRecord,
  { stepId }: Pick<StepRecord, 'stepId'>,
): Promise<number> {
  const { path, node } = parseStepId(stepId);
  const segments = segmentsOf(path);
  const loops = segments.filter(({ kind }) => kind === 'loop');
  const inner = loops.at(-1);
  if (inner === undefined || loops.every(({ number }) => number === 0)) return 0;
  if (inner.number > 0) {
    const before = passPath(inner.before, inner.node, inner.number - 1) + path.slice(inner.path.length);
    const [step] = await deps.runs.steps(run, [stepIdOf(before, node)]);
    const offset = offsetOf(step);
    if (offset !== undefined) return offset;
  }
  // It was passed by in the last pass, or that was in another pass of a loop around.
  const anyPass = (id: string): string => id.replaceAll(/#\d+\./g, '#.');
  const steps = (await deps.runs.allSteps(run)).filter((step) => anyPass(step.stepId) === anyPass(stepId));
  return Math.max(0, ...steps.flatMap((step) => offsetOf(step) ?? []));
}

function offsetOf(step: StepRecord | undefined): number | undefined {
  const offset = step?.work?.offset;
  return typeof offset === 'number' ? offset : undefined;
}
