import type { Ids } from '../../../../core/ports/ids.ts';
import type { WorkflowStore } from '../../../../core/ports/workflow-store.ts';
import type { Objects } from '../../objects.ts';
import type { Table } from '../table.ts';
import { getHead, getWorkflow } from './get-workflow.ts';
import { listWorkflows } from './list-workflows.ts';
import { putWorkflow } from './put-workflow.ts';
import { removeWorkflow } from './remove-workflow.ts';

/** Workflows in their table, and large graphs in the bucket. */
export function dynamodbWorkflowStore(deps: {
  readonly table: Table;
  readonly objects: Objects;
  readonly ids: Pick<Ids, 'next'>;
}): WorkflowStore {
  const { table, objects, ids } = deps;
  return {
    put: (record) => putWorkflow(table, objects, record, ids.next()),
    get: (key, version) => getWorkflow(table, objects, key, version),
    newestVersion: async (key) => (await getHead(table, key))?.newest,
    list: (tenantId, page) => listWorkflows(table, objects, tenantId, page),
    remove: (key) => removeWorkflow(table, key),
  };
}
