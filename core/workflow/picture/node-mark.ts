import type { StepState } from '../../ports/workflow-run-store.ts';

/** What a picture of a run says of a node, beside what it is. */
export interface NodeMark {
  readonly state: StepState;
  /** A few words, written at the node: `×3, 1.23 s`. */
  readonly note: string;
  /** All there is to say, for those who ask. */
  readonly details: string;
}

/** By the nodes' indexes; what no step came to has none. */
export type NodeMarks = ReadonlyMap<number, NodeMark>;

/** The colours of states: of the inside and of the line around it. */
export const stateColours: Readonly<Record<StepState, { readonly fill: string; readonly stroke: string }>> = {
  waiting: { fill: '#f6f8fa', stroke: '#6e7781' },
  active: { fill: '#ddf4ff', stroke: '#0969da' },
  succeeded: { fill: '#dafbe1', stroke: '#1a7f37' },
  skipped: { fill: '#f6f8fa', stroke: '#afb8c1' },
  failed: { fill: '#ffebe9', stroke: '#cf222e' },
  cancelled: { fill: '#fff8c5', stroke: '#9a6700' },
};
