import type { Ids } from '../../../../core/ports/ids.ts';
import type { WorkflowRunStore } from '../../../../core/ports/workflow-run-store.ts';
import type { ObjectFolders, Objects } from '../../objects.ts';
import type { Table } from '../table.ts';
import { getAllSteps, getSteps } from './get-steps.ts';
import { getWorkflowRun } from './get-workflow-run.ts';
import { keptDefinitions } from './kept-definitions.ts';
import { listWorkflowRuns } from './list-workflow-runs.ts';
import { putStep } from './put-step.ts';
import { putWorkflowRun } from './put-workflow-run.ts';
import { removeWorkflowRun } from './remove-workflow-run.ts';

/**
 * Runs of workflows in the workflows' table, and large values in the bucket. What the log is to be told goes by the table's stream:
 * see `adapters/aws/streams/record-workflows.ts`.
 */
export function dynamodbWorkflowRunStore(deps: {
  readonly table: Table;
  readonly objects: Objects & ObjectFolders;
  readonly ids: Pick<Ids, 'next'>;
}): WorkflowRunStore {
  const { table, objects, ids } = deps;
  const definitions = keptDefinitions(objects);
  return {
    get: (key) => getWorkflowRun(table, objects, definitions, key),
    put: (run, events = []) => putWorkflowRun(table, objects, run, events, ids.next),
    list: (query) => listWorkflowRuns(table, objects, query),
    remove: (key) => removeWorkflowRun(table, objects, key),
    steps: (key, stepIds) => getSteps(table, objects, key, stepIds),
    allSteps: (key) => getAllSteps(table, objects, key),
    putStep: (step, events = []) => putStep(table, objects, step, events, ids.next()),
    // Each write was durable when it resolved.
    settled: async () => {},
  };
}
