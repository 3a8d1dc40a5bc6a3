import type { PathRegion, Regions } from './regions.ts';
import { passPath, segmentsOf, stepIdOf } from './step-path.ts';

/** Where the output of a predecessor is. */
export interface StepSource {
  readonly node: number;
  /** As far as it is known without asking which pass a loop ended with. */
  readonly path: string;
  /**
   * The loops that the predecessor is in and whose end is waited for, the outermost first. The output is that of the last pass of
   * each; `sourceStepId` puts them in. Empty when nothing has to be asked.
   */
  readonly loops: readonly number[];
}

/**
 * What the input of a step is made of: a source for each node that leads to it, in the order of their indexes, which is the order of a list of
 * outputs. The step is ready when all of these have their outputs and all the loops in `loops` have ended.
 *
 * - Of the first node of a loop: in pass 0 what comes from outside of the loop; in each later pass what came by the edges that close
 *   it, from the pass before.
 * - Of any other node of a loop: from inside the loop what this pass gave, from outside the same in each pass.
 * - Of a node behind a loop: what the loop's last pass gave.
 * - Of the start of a scope (unless a later pass of a loop begins with it), nothing: its input is that of the run, the subflow, or the
 *   round's item.
 *
 * @param path that of the step, with a segment for each region around the node.
 */
export function stepInputs(regions: Regions, node: number, path: string): StepSource[] {
  const { around, from } = regions.nodes[node]!;
  const segments = segmentsOf(path);
  const loop = regions.loops.get(node);
  const last = segments.at(-1);
  if (loop !== undefined && last !== undefined && last.number > 0) {
    const before = passPath(last.before, loop.id, last.number - 1);
    return loop.closing.map((closing) => ({
      node: closing,
      path: before,
      loops: loopsBelow(regions.nodes[closing]!.around, around.length),
    }));
  }
  const outside = loop === undefined ? from : from.filter((before) => !loop.nodes.includes(before));
  return outside.map((before) => {
    const other = regions.nodes[before]!.around;
    const common = commonDepth(around, other);
    return { node: before, path: segments[common - 1]?.path ?? '', loops: loopsBelow(other, common) };
  });
}

/**
 * The id of the step that holds a source's output.
 *
 * @param lastPass the number of the last pass of an ended loop that began at the path.
 */
export function sourceStepId(
  { node, path, loops }: StepSource,
  lastPass: (loop: number, path: string) => number,
): string {
  let full = path;
  for (const loop of loops) full = passPath(full, loop, lastPass(loop, full));
  return stepIdOf(full, node);
}

/** How many of the regions around two nodes are the same. */
export function commonDepth(one: readonly PathRegion[], other: readonly PathRegion[]): number {
  const differs = one.findIndex((region, depth) => !isSame(region, other[depth]));
  return differs === -1 ? one.length : differs;
}

function isSame(one: PathRegion, other: PathRegion | undefined): boolean {
  if (one.kind === 'loop') return other?.kind === 'loop' && other.id === one.id;
  return other?.kind === 'iteration' && other.node === one.node;
}

/** Two nodes of one scope are in the same rounds: what is deeper than the common part are loops. */
function loopsBelow(around: readonly PathRegion[], depth: number): number[] {
  return around.slice(depth).flatMap((region) => (region.kind === 'loop' ? [region.id] : []));
}
