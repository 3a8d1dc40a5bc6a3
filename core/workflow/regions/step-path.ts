/**
 * The id of a step: where it is, and its node.
 *
 * @param path as in `StepContext`, with a segment for each region around the node: `4[2].5#1.`.
 */
export function stepIdOf(path: string, node: number): string {
  return `${path}${node}`;
}

/** The path inside a round of an iteration; rounds count from 0. */
export function roundPath(path: string, iteration: number, round: number): string {
  return `${path}${iteration}[${round}].`;
}

/** The path inside a pass of a loop; passes count from 0. */
export function passPath(path: string, loop: number, pass: number): string {
  return `${path}${loop}#${pass}.`;
}

/** One part of a path: a round of the iteration at the node, or a pass of the loop whose first node it is. */
export interface PathSegment {
  readonly kind: 'iteration' | 'loop';
  readonly node: number;
  /** Which round or pass, from 0. */
  readonly number: number;
  /** The path before it, and with it. */
  readonly before: string;
  readonly path: string;
}

/** The parts of a path, the outermost first; what `roundPath` and `passPath` made, taken apart. */
export function segmentsOf(path: string): PathSegment[] {
  return [...path.matchAll(/(\d+)(?:\[(\d+)\]|#(\d+))\./g)].map((match) => ({
    kind: match[2] === undefined ? 'loop' : 'iteration',
    node: Number(match[1]),
    number: Number(match[2] ?? match[3]),
    before: path.slice(0, match.index),
    path: path.slice(0, match.index + match[0].length),
  }));
}

/** A step's id, taken apart again. */
export function parseStepId(stepId: string): { readonly path: string; readonly node: number } {
  const at = stepId.lastIndexOf('.') + 1;
  return { path: stepId.slice(0, at), node: Number(stepId.slice(at)) };
}
