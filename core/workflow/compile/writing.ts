import type { WorkflowGraph } from '../../contract/workflow.ts';
import type { Regions } from '../regions/regions.ts';
import type { Link } from './chains.ts';
import type { Next, State } from './states.ts';

/** Where states are written, and what comes behind them. */
export interface Place {
  readonly states: Record<string, State>;
  readonly next: Next;
}

/** The graph that is written. */
export interface Writing {
  readonly nodes: WorkflowGraph['nodes'];
  readonly regions: Regions;
  /** Writes what a link of a chain stands for, and gives the name of its first state. */
  readonly writeLink: (writing: Writing, link: Link, place: Place) => string;
}
