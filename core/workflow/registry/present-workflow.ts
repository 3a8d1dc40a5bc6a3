import type { RegisteredWorkflow, WorkflowSummary } from '../../contract/registered-workflow.ts';
import type { WorkflowRecord } from '../../ports/workflow-store.ts';

/** A workflow as answered. */
export function presentWorkflow(record: WorkflowRecord): RegisteredWorkflow {
  return { ...summarizeWorkflow(record), source: record.source, graph: record.graph };
}

/** A workflow as listed. */
export function summarizeWorkflow(record: WorkflowRecord): WorkflowSummary {
  const { name, version, owner, graph, createdAt, updatedAt } = record;
  return { name, version, owner, doc: graph.doc, createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
