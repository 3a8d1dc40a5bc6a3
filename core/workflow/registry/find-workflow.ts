import type { WorkflowKey, WorkflowRecord, WorkflowStore } from '../../ports/workflow-store.ts';
import { declareProblem } from '../../problem.ts';

const workflowNotFound = declareProblem('workflow-not-found', {
  status: 404,
  title: 'There is no such workflow',
});

/**
 * The newest version of a workflow, or the named one.
 *
 * @throws `workflow-not-found`
 */
export async function findWorkflow(
  deps: { workflows: Pick<WorkflowStore, 'get'> },
  key: WorkflowKey,
  version?: number,
): Promise<WorkflowRecord> {
  const found = await deps.workflows.get(key, version);
  if (found !== undefined) return found;
  const which = version === undefined ? '' : ` with a version ${version}`;
  throw workflowNotFound(
    `There is no workflow "${key.name}"${which}. See: hookline workflow list --registered`,
    {
      field: version === undefined ? 'name' : 'version',
    },
  );
}
