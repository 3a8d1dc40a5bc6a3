import type { WorkflowGraph } from '../../contract/workflow.ts';
import { compileWorkflow, type WorkflowDocument } from './compile-workflow.ts';

const known = new WeakMap<WorkflowGraph, WorkflowDocument>();

/** The document of a graph; compiled once for as long as the graph is kept. */
export function graphDocument(graph: WorkflowGraph): WorkflowDocument {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const document = compileWorkflow(graph);
  known.set(graph, document);
  return document;
}
