import type { PictureFormat, PictureOrientation } from '../../contract/workflow.ts';
import type { Caller } from '../../identity/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { markNodes } from '../picture/mark-nodes.ts';
import { drawMermaid } from '../picture/mermaid.ts';
import { drawSvg } from '../picture/svg.ts';
import { type FindRunDeps, findRun, type RunChoice } from './find-run.ts';
import { ownSteps } from './own-steps.ts';

/**
 * A picture of a run: its graph, coloured by how the nodes stand, with times.
 *
 * @throws `workflow-run-not-found`
 */
export async function drawRun(
  deps: FindRunDeps & {
    readonly runs: Pick<WorkflowRunStore, 'allSteps'>;
    readonly clock: Pick<Clock, 'now'>;
  },
  caller: Caller,
  choice: RunChoice,
  { format, orientation }: { readonly format: PictureFormat; readonly orientation: PictureOrientation },
): Promise<{ picture: string }> {
  const run = await findRun(deps, caller, choice);
  const marks = markNodes(await ownSteps(deps, run), deps.clock.now());
  const draw = format === 'svg' ? drawSvg : drawMermaid;
  return { picture: draw(run.graph, orientation, marks) };
}
