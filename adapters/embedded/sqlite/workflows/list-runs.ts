import type { WorkflowRunQuery, WorkflowRunSummary } from '../../../../core/ports/workflow-run-store.ts';
import type { Database } from '../database.ts';

/** The runs of one page, and where the next one begins. Each state is looked up by itself, so that a listing costs what it returns. */
export function listRuns(
  database: Database,
  { tenantId, states, workflow, limit, cursor }: WorkflowRunQuery,
): { runs: WorkflowRunSummary[]; cursor: string | undefined } {
  const conditions = [
    'tenant_id = :tenant',
    ...(workflow === undefined ? [] : ['workflow = :workflow']),
    ...(cursor === undefined ? [] : ['list_key < :cursor']),
  ];
  const wanted = states === undefined ? [undefined] : [...new Set(states)];
  const parts = wanted.map((state, index) => {
    const where = [...conditions, ...(state === undefined ? [] : [`state = :state${index}`])];
    return `SELECT * FROM (SELECT list_key, record FROM workflow_runs WHERE ${where.join(' AND ')}
      ORDER BY list_key DESC LIMIT :limit)`;
  });
  if (parts.length === 0) return { runs: [], cursor: undefined };
  const rows = database.prepare(`${parts.join(' UNION ALL ')} ORDER BY list_key DESC LIMIT :limit`).all({
    // One more says whether there is another page.
    limit: limit + 1,
    tenant: tenantId,
    ...(workflow !== undefined && { workflow }),
    ...(cursor !== undefined && { cursor }),
    ...Object.fromEntries(
      (states ?? []).length === 0 ? [] : wanted.map((state, index) => [`state${index}`, state!]),
    ),
  }) as { list_key: string; record: string }[];
  const page = rows.slice(0, limit);
  return {
    runs: page.map(({ record }) => JSON.parse(record) as WorkflowRunSummary),
    cursor: rows.length > limit ? page.at(-1)?.list_key : undefined,
  };
}
