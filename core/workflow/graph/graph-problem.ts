/** What is wrong with a graph that was not written in the language, and where. */
export interface GraphProblem {
  /** A path into the graph: `nodes[3].parameters.duration`. */
  readonly field: string;
  readonly message: string;
}
