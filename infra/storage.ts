import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { defaults } from './defaults.ts';

/** The folders of the bucket. What a prefix holds lives as long as the prefix says, and is granted by it. */
export const prefixes = {
  /** Handlers' bundles, for ever: versions of firings long past may be shown. */
  code: 'code/',
  /** Payloads too large for the execution's input. */
  payloads: 'payloads/',
  /** Outcomes of runs too large for an item of the table. */
  outcomes: 'outcomes/',
  /** Inputs of a run's items, too large for an item of the table. */
  items: 'items/',
  /** Workflows too large for an item of the table, for ever: runs of any age are carried out by their version. */
  workflows: 'workflows/',
  /** Graphs, inputs and outputs of workflows' runs too large for an item. They go with their run, whose end nobody knows. */
  workflowRuns: 'workflow-runs/',
  /** Archives of workflows' runs, for ever: they outlive the runs. */
  archives: 'archives/',
} as const;

/**
 * The indexes of the firings' table that list e-mails, newest first: all of a state, and one tenant's of a state. Sparse,
 * as only e-mails carry the partition keys.
 */
export const mailIndexes = [
  { name: 'mailsByState', partitionKey: 'mailState' },
  { name: 'mailsByTenant', partitionKey: 'mailTenantState' },
] as const;

/**
 * The indexes of the workflows' table, which have its keys only: runs by their age (a tenant's, in a state, of a workflow, of a workflow
 * in a state), and tasks for workers by kind and time.
 */
export const workflowIndexes = [
  { name: 'runsByTenant', partitionKey: 'runTenant', sortKey: 'runOrder' },
  { name: 'runsByState', partitionKey: 'runState', sortKey: 'runOrder' },
  { name: 'runsByWorkflow', partitionKey: 'runWorkflow', sortKey: 'runOrder' },
  { name: 'runsByWorkflowState', partitionKey: 'runWorkflowState', sortKey: 'runOrder' },
  { name: 'tasksByKind', partitionKey: 'taskTenant', sortKey: 'taskOrder' },
] as const;

export interface Storage {
  /** Hooks, handlers and their versions, users, keys. */
  readonly registry: Table;
  /** Firings, runs, e-mails. */
  readonly firings: Table;
  /** The event log, namespaces, subscriptions; connections and what waits on them. */
  readonly events: Table;
  /** Workflows, their runs and steps, waits for events, latches, tasks for workers. */
  readonly workflows: Table;
  /** Bundles, large payloads and large outcomes; what is large in workflows. */
  readonly bucket: Bucket;
}

/** The tables and the bucket. Deleting the stack leaves them: they are what nobody can make again. */
export function addStorage(parent: Construct, settings: { deletionProtection: boolean }): Storage {
  const scope = new Construct(parent, 'Storage');
  const table = (id: string, options: Partial<TableProps> = {}) =>
    // Table and not TableV2: a global table in the template brings nothing to one region.
    new Table(scope, id, {
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.deletionProtection,
      removalPolicy: RemovalPolicy.RETAIN,
      // Firings, events and runs of workflows after their retention; in the registry the tag pointers that a newer version does without.
      timeToLiveAttribute: 'expiresAt',
      ...options,
    });
  // What happens in these is told on: as events, and to listeners.
  const told = { stream: StreamViewType.NEW_IMAGE };
  const firings = table('Firings', told);
  for (const { name, partitionKey } of mailIndexes) {
    firings.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      sortKey: { name: 'createdAt', type: AttributeType.NUMBER },
    });
  }
  const workflows = table('Workflows', told);
  for (const { name, partitionKey, sortKey } of workflowIndexes) {
    workflows.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      sortKey: { name: sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
  return {
    registry: table('Registry'),
    firings,
    events: table('Events', told),
    workflows,
    bucket: addBucket(scope),
  };
}

function addBucket(scope: Construct): Bucket {
  const bucket = new Bucket(scope, 'Bucket', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      { id: 'payloads', prefix: prefixes.payloads, expiration: defaults.firingRetention },
      { id: 'outcomes', prefix: prefixes.outcomes, expiration: defaults.firingRetention },
      { id: 'items', prefix: prefixes.items, expiration: defaults.firingRetention },
      { id: 'incomplete-uploads', abortIncompleteMultipartUploadAfter: defaults.incompleteUploadRetention },
    ],
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Only the functions of this stack reach the bucket, each with exact actions, and the tables name who put what. Access logs would need a second bucket and say nothing more; CloudTrail data events can be switched on where an audit asks for them.',
  });
  return bucket;
}
