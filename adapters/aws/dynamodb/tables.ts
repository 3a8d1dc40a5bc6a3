/** The index that lists e-mails by state, newest first. Sparse: only e-mails carry its partition key. */
export const MAILS_BY_STATE = 'mailsByState';

/** The index that lists one tenant's e-mails by state, newest first. */
export const MAILS_BY_TENANT = 'mailsByTenant';

/** The indexes that list runs of workflows by their age: a tenant's, in a state, of a workflow, of a workflow in a state. */
export const RUNS_BY_TENANT = 'runsByTenant';
export const RUNS_BY_STATE = 'runsByState';
export const RUNS_BY_WORKFLOW = 'runsByWorkflow';
export const RUNS_BY_WORKFLOW_STATE = 'runsByWorkflowState';

/** The index of a tenant's tasks for workers, by kind and by the time from which they can be taken. */
export const TASKS_BY_KIND = 'tasksByKind';

interface Index {
  readonly name: string;
  /** Of a string. */
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly sortKeyType: 'S' | 'N';
  readonly projection: 'ALL' | 'KEYS_ONLY';
}

const byAge = (name: string, partitionKey: string): Index => ({
  name,
  partitionKey,
  sortKey: 'createdAt',
  sortKeyType: 'N',
  projection: 'ALL',
});

/** What is found by it is read from the table. */
const toKeys = (name: string, partitionKey: string, sortKey: string): Index => ({
  name,
  partitionKey,
  sortKey,
  sortKeyType: 'S',
  projection: 'KEYS_ONLY',
});

/**
 * What the tables are to be, for whoever creates them (the CDK app; tests). All have the string keys `PK` and `SK`, are paid on
 * demand and have their TTL on `expiresAt`.
 */
export const tables = {
  registry: { indexes: [] },
  firings: {
    indexes: [byAge(MAILS_BY_STATE, 'mailState'), byAge(MAILS_BY_TENANT, 'mailTenantState')],
  },
  events: { indexes: [] },
  workflows: {
    indexes: [
      toKeys(RUNS_BY_TENANT, 'runTenant', 'runOrder'),
      toKeys(RUNS_BY_STATE, 'runState', 'runOrder'),
      toKeys(RUNS_BY_WORKFLOW, 'runWorkflow', 'runOrder'),
      toKeys(RUNS_BY_WORKFLOW_STATE, 'runWorkflowState', 'runOrder'),
      toKeys(TASKS_BY_KIND, 'taskTenant', 'taskOrder'),
    ],
  },
} as const satisfies Record<string, { indexes: readonly Index[] }>;
