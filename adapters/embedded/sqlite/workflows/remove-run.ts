import type { WorkflowRunKey } from '../../../../core/ports/workflow-run-store.ts';
import type { Database } from '../database.ts';
import type { WorkflowDefinitions } from './workflow-definitions.ts';

/** Removes a run with all that it has: its steps, its waits, its offered tasks. To be called inside a write. */
export function removeRun(
  database: Database,
  definitions: WorkflowDefinitions,
  { tenantId, runId }: WorkflowRunKey,
): boolean {
  const run = database
    .prepare('DELETE FROM workflow_runs WHERE tenant_id = ? AND run_id = ? RETURNING seq, definition_id')
    .get(tenantId, runId) as { seq: number; definition_id: number } | undefined;
  for (const table of ['event_waits', 'event_boxes', 'offered_tasks']) {
    database.prepare(`DELETE FROM ${table} WHERE tenant_id = ? AND run_id = ?`).run(tenantId, runId);
  }
  if (run === undefined) return false;
  database.prepare('DELETE FROM workflow_steps WHERE run_seq = ?').run(run.seq);
  database.prepare('DELETE FROM workflow_inputs WHERE run_seq = ?').run(run.seq);
  definitions.release(run.definition_id);
  return true;
}
