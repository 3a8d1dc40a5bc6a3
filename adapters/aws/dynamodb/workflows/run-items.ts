import * as z from 'zod';
import { workflowGraphSchema } from '../../../../core/contract/workflow.ts';
import { sha256Parts } from '../../../../core/hash.ts';
import type { EventDraft } from '../../../../core/ports/event-log.ts';
import type {
  StepRecord,
  WorkflowRunKey,
  WorkflowRunRecord,
  WorkflowRunState,
  WorkflowRunSummary,
} from '../../../../core/ports/workflow-run-store.ts';
import { listKey } from '../../../../core/workflow/run/list-key.ts';
import type { Key } from '../table.ts';
import { anyObject, jsonText, structured } from './json.ts';

/*
 * A run, its steps and what is offered of it to workers are one partition, so that one query reads (and removes) them. The run's
 * item has what changes; what it was started with stands beside it under its hash, written before it and never again. Each
 * record is JSON text: a map would take more write units. What the log is to be told stays in the item until the next write; the
 * table's stream has it from there.
 */

/** The run itself; what it was started with sorts behind it, and before the steps. */
export const RUN = 'run';
export const runPartition = ({ tenantId, runId }: WorkflowRunKey): string => `run#${tenantId}#${runId}`;
export const runItemKey = (key: WorkflowRunKey): Key => ({ PK: runPartition(key), SK: RUN });
export const startKey = (key: WorkflowRunKey, sha256: string): Key => ({
  PK: runPartition(key),
  SK: `${RUN}#start#${sha256}`,
});
export const STEP_PREFIX = 'step#';
export const stepItemKey = (key: WorkflowRunKey & { stepId: string }): Key => ({
  PK: runPartition(key),
  SK: `${STEP_PREFIX}${key.stepId}`,
});
/** Behind the run and what it was started with: where steps and offered tasks begin. */
export const AFTER_RUN = `${RUN}~`;

/** An attribute of runs and steps whose write is to be told of once more, from the table's stream (`core/workflow/run/told-again.ts`). */
export const TELL_AGAIN = 'tellAgain';

/** The key of an item of a run's partition. */
export function parseRunPartition(PK: string): WorkflowRunKey | undefined {
  const [, tenantId, runId] = /^run#([^#]*)#(.*)$/su.exec(PK) ?? [];
  return tenantId === undefined || runId === undefined ? undefined : { tenantId, runId };
}

/** Where the large texts of a run are; they go with it. */
export const runFolder = ({ tenantId, runId }: WorkflowRunKey): string =>
  `workflow-runs/${sha256Parts([tenantId, runId])}/`;

/** The attributes that listings are made of. */
export const runIndexed = (
  run: Pick<WorkflowRunRecord, 'tenantId' | 'runId' | 'createdAt' | 'state' | 'workflow'>,
) => ({
  runTenant: run.tenantId,
  runOrder: listKey(run),
  runState: stateIndexed(run.tenantId, run.state),
  runWorkflow: run.workflow === null ? undefined : workflowIndexed(run.tenantId, run.workflow.name),
  runWorkflowState:
    run.workflow === null ? undefined : workflowStateIndexed(run.tenantId, run.workflow.name, run.state),
});
export const stateIndexed = (tenantId: string, state: WorkflowRunState): string => `${tenantId}#${state}`;
export const workflowIndexed = (tenantId: string, workflow: string): string => `${tenantId}#${workflow}`;
export const workflowStateIndexed = (tenantId: string, workflow: string, state: WorkflowRunState): string =>
  `${tenantId}#${state}#${workflow}`;

const workflowError = z.object({ name: z.string(), message: z.string(), step: z.string().exactOptional() });

const summarySchema: z.ZodType<WorkflowRunSummary> = z.object({
  tenantId: z.string(),
  runId: z.string(),
  owner: z.string(),
  name: z.string().nullable(),
  workflow: z.object({ name: z.string(), version: z.number() }).nullable(),
  documentSha256: z.string(),
  state: z.enum(['pending', 'running', 'succeeded', 'failed', 'terminating', 'terminated', 'cancelled']),
  error: workflowError.nullable(),
  metadata: anyObject,
  catchErrors: z.boolean(),
  parent: z.object({ runId: z.string(), stepId: z.string(), depth: z.number() }).nullable(),
  eventsAfter: z.number(),
  execution: z.string(),
  startedBy: z.object({ kind: z.string(), id: z.string() }),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
  revision: z.number(),
});

const targetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('built-in') }),
  z.object({ kind: z.literal('handler'), handlerId: z.number(), version: z.number() }),
  z.object({ kind: z.literal('workflow'), name: z.string(), version: z.number() }),
  z.object({ kind: z.literal('worker') }),
]);

const targetsSchema: z.ZodType<WorkflowRunRecord['targets']> = z.record(z.string(), targetSchema);

const stepSchema: z.ZodType<Omit<StepRecord, 'output'>> = z.object({
  tenantId: z.string(),
  runId: z.string(),
  stepId: z.string(),
  node: z.number(),
  state: z.enum(['waiting', 'active', 'succeeded', 'skipped', 'failed', 'cancelled']),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  error: workflowError.nullable(),
  token: z.object({ value: z.string(), execution: z.string() }).nullable(),
  work: anyObject.nullable(),
  revision: z.number(),
});

const draftsSchema: z.ZodType<EventDraft[]> = z.array(
  z.object({
    key: z.string(),
    value: z.string(),
    eventType: z.string().nullable(),
    context: z.string().nullable(),
    namespace: z.string(),
    sender: z.string(),
    expiresAt: z.number(),
  }),
);

const definitionSchema = z.object({ source: z.string().nullable(), graph: workflowGraphSchema });

/** What a run carries out. */
export type Definition = Pick<WorkflowRunRecord, 'source' | 'graph'>;

export const parseSummary = (text: string): WorkflowRunSummary => summarySchema.parse(JSON.parse(text));
export const parseTargets = (text: string): WorkflowRunRecord['targets'] =>
  targetsSchema.parse(JSON.parse(text));
export const parseStep = (text: string): Omit<StepRecord, 'output'> => stepSchema.parse(JSON.parse(text));
export const parseValue = (text: string) => jsonText.pipe(structured).parse(text);
export const parseDrafts = (text: string): EventDraft[] => draftsSchema.parse(JSON.parse(text));
export const parseDefinition = (text: string): Definition => definitionSchema.parse(JSON.parse(text));
