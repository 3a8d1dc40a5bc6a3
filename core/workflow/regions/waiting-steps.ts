import type { PathRegion, Regions } from './regions.ts';
import { commonDepth } from './step-inputs.ts';
import { passPath, segmentsOf, stepIdOf } from './step-path.ts';

/**
 * The ids of the steps that may wait for this one's output: those it leads to in the same pass, and those in loops that begin
 * behind it. None of them need exist. Those behind a loop that the step is in wait for the end of the loop: `stepsAfterLoop`.
 * The first node of a loop that the step closes waits for nothing: the next pass begins when all are there.
 *
 * @param path that of the step.
 */
export function stepsAfter(regions: Regions, node: number, path: string): string[] {
  const { around, to } = regions.nodes[node]!;
  return to.flatMap((after) => {
    const other = regions.nodes[after]!.around;
    const common = commonDepth(around, other);
    const closes = regions.loops.get(after)?.closing.includes(node) ?? false;
    return common < around.length || closes ? [] : [waitingStep(after, other, common, path)];
  });
}

/**
 * The ids of the steps that may wait for the end of a loop: those that its nodes lead to, outside of it, and not outside of the loop that
 * is around it.
 *
 * @param path that on which the loop began, without its pass.
 */
export function stepsAfterLoop(regions: Regions, loop: number, path: string): string[] {
  const { nodes, around } = regions.loops.get(loop)!;
  const found = new Set<string>();
  for (const node of nodes) {
    for (const after of regions.nodes[node]!.to) {
      const other = regions.nodes[after]!.around;
      const leaves = commonDepth(regions.nodes[node]!.around, other) === around.length;
      const closes = regions.loops.get(after)?.closing.includes(node) ?? false;
      if (leaves && !closes) found.add(waitingStep(after, other, around.length, path));
    }
  }
  return [...found];
}

/** Who waits in a loop for what is outside of it, waits in its pass 0: that does not end before. */
function waitingStep(node: number, around: readonly PathRegion[], common: number, path: string): string {
  let full = segmentsOf(path)[common - 1]?.path ?? '';
  for (const region of around.slice(common)) if (region.kind === 'loop') full = passPath(full, region.id, 0);
  return stepIdOf(full, node);
}
