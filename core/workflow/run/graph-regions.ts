import type { WorkflowGraph } from '../../contract/workflow.ts';
import type { Regions } from '../regions/regions.ts';
import { regionsOf } from '../regions/regions-of.ts';

const known = new WeakMap<WorkflowGraph, Regions>();

/** The regions of a run's graph; worked out once for as long as the graph is kept. */
export function graphRegions(graph: WorkflowGraph): Regions {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const regions = regionsOf(graph);
  known.set(graph, regions);
  return regions;
}
