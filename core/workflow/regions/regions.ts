/** What a path tells of a step: in which round of an iteration, or in which pass of a loop, it is. */
export type PathRegion =
  /** The body of the iteration at the node: `4[2].` is round 2, from 0. */
  | { readonly kind: 'iteration'; readonly node: number }
  /** The loop of that id: `5#1.` is pass 1, from 0. */
  | { readonly kind: 'loop'; readonly id: number };

/** How a node stands among iterations and loops. */
export interface NodeRegions {
  /** What its steps' paths have segments for, the outermost first. A loop's own nodes have the loop's as well, in pass 0 too. */
  readonly around: readonly PathRegion[];
  /** Those that lead to it, edges that close a loop included; ascending. */
  readonly from: readonly number[];
  /** Those that it leads to, likewise. */
  readonly to: readonly number[];
}

/** A loop: nodes of one scope of which each leads to each. They are repeated together. */
export interface LoopRegion {
  /** Its first node, where each pass begins. A node begins one loop at most. */
  readonly id: number;
  readonly scope: number | null;
  /** Those of loops inside of it included, and not those in the bodies of subflows; ascending. */
  readonly nodes: readonly number[];
  /**
   * The nodes whose edges to the first one close it, ascending. There is another pass when one of them ran in this one, and was not
   * skipped. One that is in a loop inside of this counts as it was in the last pass of that.
   */
  readonly closing: readonly number[];
  /** As a node's, without the loop itself: what the path has segments for when the loop begins and when it has ended. */
  readonly around: readonly PathRegion[];
}

/** The workflow itself, or the body of a subflow or an iteration. */
export interface ScopeRegion {
  /** The node whose body it is; null for the workflow. */
  readonly subflow: number | null;
  readonly start: number;
  readonly end: number;
  /** Start and end included, ascending. */
  readonly nodes: readonly number[];
  /** As a node's: that of the subflow, and with an iteration its rounds. */
  readonly around: readonly PathRegion[];
  /**
   * Whether something in it, or in a subflow inside of it, does not lead to its end: a loop without a way out, a step whose output
   * nobody takes. What follows the subflow does not wait for that.
   */
  readonly straggles: boolean;
}

/** Where the nodes of a graph stand, as far as that says what waits for what and what a step is called. Plain data, to be kept. */
export interface Regions {
  /** By the nodes' indexes. */
  readonly nodes: readonly NodeRegions[];
  /** By the first node. */
  readonly loops: ReadonlyMap<number, LoopRegion>;
  /** By the subflow; the workflow itself under null. */
  readonly scopes: ReadonlyMap<number | null, ScopeRegion>;
}
