import { SFNClient } from '@aws-sdk/client-sfn';
import { dynamodbLogEnd } from '../../adapters/aws/dynamodb/events/log-end.ts';
import { dynamodbWorkflowPlaces } from '../../adapters/aws/dynamodb/workflows/workflow-places.ts';
import { dynamodbWorkflowRunStore } from '../../adapters/aws/dynamodb/workflows/workflow-run-store.ts';
import { dynamodbWorkflowStore } from '../../adapters/aws/dynamodb/workflows/workflow-store.ts';
import { s3Folders } from '../../adapters/aws/s3/s3-folders.ts';
import { s3Objects } from '../../adapters/aws/s3/s3-objects.ts';
import { stepfunctionsWorkflowExecutions } from '../../adapters/aws/stepfunctions/workflow-executions.ts';
import { nodeHttpClient } from '../../adapters/node/http-client.ts';
import { startRequest } from '../../core/workflow/request/start-request.ts';
import type { WorkflowDeps } from '../../core/workflow/run/deps.ts';
import { eventsEnv, readEnv, workflowMachinesEnv, workflowsEnv } from '../env.ts';
import { impatient, openStores } from '../wiring.ts';

/**
 * Puts together what carries out workflows; but for what reads their texts.
 *
 * @param stepFunction the name of the function that the machines call.
 */
export function openWorkflows(stepFunction: string): Omit<WorkflowDeps, 'yaml' | 'expressions'> {
  const { registry, bucket, clock, ids, handlers } = openStores();
  const { client } = registry;
  const machines = readEnv(workflowMachinesEnv);
  const table = { client, name: readEnv(workflowsEnv).WORKFLOWS_TABLE };
  const stored = { table, objects: { ...s3Objects(bucket), ...s3Folders(bucket) }, ids };
  const http = nodeHttpClient();
  return {
    clock,
    ids,
    handlers,
    http,
    runs: dynamodbWorkflowRunStore(stored),
    workflows: dynamodbWorkflowStore(stored),
    places: dynamodbWorkflowPlaces(table, ids),
    events: dynamodbLogEnd({ client, name: readEnv(eventsEnv).EVENTS_TABLE }, clock),
    executions: stepfunctionsWorkflowExecutions(
      new SFNClient(impatient),
      {
        arnPrefix: machines.WORKFLOW_MACHINE_ARN_PREFIX,
        roleArn: machines.WORKFLOW_MACHINE_ROLE_ARN,
        logGroupArn: machines.WORKFLOW_LOG_GROUP_ARN,
        stepFunction,
      },
      clock,
    ),
    kinds: {
      request: { start: (start) => startRequest({ http, urls: {} }, start), cancel: async () => {} },
    },
  };
}
