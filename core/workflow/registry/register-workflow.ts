import type { RegisteredWorkflow } from '../../contract/registered-workflow.ts';
import type { WorkflowGraph } from '../../contract/workflow.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WorkflowStore } from '../../ports/workflow-store.ts';
import type { WorkflowLanguages } from '../check-workflow.ts';
import { openAllowance } from '../guard/allowance.ts';
import { equalJson } from '../guard/equal-json.ts';
import { presentWorkflow } from './present-workflow.ts';
import { readDefinition } from './read-definition.ts';

/**
 * Registers a workflow of the caller. The same graph stays the same version (and keeps its text); another one is the next version.
 * Runs that go on keep theirs.
 *
 * @throws `workflow-invalid`
 */
export async function registerWorkflow(
  deps: {
    workflows: Pick<WorkflowStore, 'get' | 'put' | 'newestVersion'>;
    clock: Pick<Clock, 'now'>;
  } & WorkflowLanguages,
  caller: Caller,
  name: string,
  definition: { readonly source: string } | { readonly graph: WorkflowGraph },
): Promise<RegisteredWorkflow> {
  requirePermission(caller, 'register');
  const read = await readDefinition(definition, deps);
  const key = { tenantId: caller.userId, name };
  for (;;) {
    const current = await deps.workflows.get(key);
    if (current !== undefined && equalJson(current.graph, read.graph, openAllowance())) {
      return presentWorkflow(current);
    }
    // One that was removed goes on where it was.
    const newest = await deps.workflows.newestVersion(key);
    const now = deps.clock.now();
    const record = {
      ...key,
      owner: caller.userName,
      version: newest === undefined ? 0 : newest + 1,
      ...read,
      createdAt: current?.createdAt ?? now,
      updatedAt: now,
    };
    if (await deps.workflows.put(record)) return presentWorkflow(record);
  }
}
