import type { PathRegion, Regions } from './regions.ts';
import { segmentsOf } from './step-path.ts';

/** What a Map runs at the same time on Step Functions; a round is not to wait for another. */
const MOST_ROUNDS = 40;

/**
 * Nodes, each in each of its rounds, that one execution carries out beside loops: with the at most 25 events that a node takes, their
 * history stays below half of the 25,000 events that an execution may have (`test/conformance/workflow-documents/histories`).
 */
const NODES_OF_PART = 400;

/** How many rounds of an iteration one execution carries out: the fewer, the more there is in a round. */
export function roundsOfPart(regions: Regions, iteration: number): number {
  const nodes = regions.nodes.filter(({ around }) => iterationAround(around) === iteration).length;
  const size = nodes + loopsAtOnce(regions, iteration);
  return Math.min(MOST_ROUNDS, Math.max(1, Math.floor(NODES_OF_PART / size)));
}

/** The loops of a round of an iteration, or of the workflow outside of iterations: those that one execution may be in at once. */
export function loopsAtOnce({ loops }: Regions, iteration: number | null): number {
  return [...loops.values()].filter(({ around }) => iterationAround(around) === iteration).length;
}

/** The innermost iteration around a node or a loop; null for none. */
export function iterationAround(around: readonly PathRegion[]): number | null {
  const innermost = around.findLast(({ kind }) => kind === 'iteration');
  return innermost?.kind === 'iteration' ? innermost.node : null;
}

/** Rounds of an iteration, by their numbers from 0, that an execution of their own carries out. */
export interface IterationPart {
  /** Of the part, from 0. */
  readonly number: number;
  readonly rounds: readonly number[];
}

/** The parts of an iteration over so many items. */
export function partsOf(regions: Regions, iteration: number, items: number): IterationPart[] {
  const size = roundsOfPart(regions, iteration);
  return Array.from({ length: Math.ceil(items / size) }, (_, number) => ({
    number,
    rounds: Array.from({ length: Math.min(size, items - number * size) }, (_, at) => number * size + at),
  }));
}

/**
 * A part, told from all others of the run.
 *
 * @param path outside of the iteration.
 */
export function partId(path: string, iteration: number, part: number): string {
  return `${path}${iteration}[${part}]`;
}

/** The part of the innermost iteration that a path is in; undefined outside of iterations. */
export function partOfPath(regions: Regions, path: string): string | undefined {
  const round = segmentsOf(path).findLast(({ kind }) => kind === 'iteration');
  if (round === undefined) return undefined;
  const part = Math.floor(round.number / roundsOfPart(regions, round.node));
  return partId(round.before, round.node, part);
}
