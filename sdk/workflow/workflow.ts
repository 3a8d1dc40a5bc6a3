import type { WorkflowGraph } from '../../core/contract/workflow.ts';
import { buildGraph } from './build-graph.ts';
import type { Ending, Flow, Given, Output } from './flow.ts';
import { type AnyData, checkName, type Task } from './task.ts';

/** A workflow written in TypeScript; also a task of other workflows. */
export interface Workflow<in Input, out Result> extends Task<Input, Result> {
  /** The graph, as the text of the same workflow has it, but without places in a source. */
  readonly graph: WorkflowGraph;
}

/**
 * A workflow: the second way to write one, beside the language (docs/guide/workflows.md). `build` is called here, once, and writes
 * down the graph; nothing runs.
 *
 * @param name letters, digits, `_`, `-` and `:`, a letter from A to Z or `_` first, at most 200.
 * @param build makes the steps; what it returns goes to the workflow's end. Say in its parameter what the workflow is started
 *   with: `(flow: Flow<{ file: string }>) => …`.
 * @param options `doc`: what it is for, in Markdown; a part of its documentation.
 * @throws {HooklineClientError} `invalid-argument` when the steps make no graph: outputs of another workflow or subflow, outputs of
 *   a list in another order than they were made, more than 1,000 nodes.
 */
export function workflow<Input = AnyData, const End extends Ending = Output<AnyData>>(
  name: string,
  build: (flow: Flow<Input>) => End,
  options: { readonly doc?: string } = {},
): Workflow<Input, Given<End>> {
  return Object.freeze({ name: checkName(name), graph: buildGraph(name, build, options.doc) });
}
