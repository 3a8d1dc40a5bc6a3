import * as z from 'zod';
import { limits } from '../../contract/limits.ts';
import { structuredSchema, workflowGraphSchema, workflowSourceSchema } from '../../contract/workflow.ts';
import { workflowRunIdSchema, workflowRunStateSchema } from '../../contract/workflow-run.ts';

/** The version of the format that is written; earlier ones can be read. */
export const ARCHIVE_VERSION = 1;

const milliseconds = z.int().nonnegative();
const errorSchema = z.strictObject({
  name: z.string(),
  message: z.string(),
  step: z.string().exactOptional(),
});

const count = z.int().nonnegative().optional();

/** What of a step's work is its own: which pass a loop is in, until when a delay lasts, how often a step was started. */
export const keptWork = z.strictObject({ pass: count, until: count, starts: count });

const stepSchema = z.strictObject({
  id: z.string().max(1000),
  node: z.int().nonnegative(),
  state: z.enum(['waiting', 'active', 'succeeded', 'skipped', 'failed', 'cancelled']),
  startedAt: milliseconds.nullable(),
  endedAt: milliseconds.nullable(),
  output: structuredSchema.nullable(),
  error: errorSchema.nullable(),
  work: keptWork.nullable(),
});

/** What the first version of an archive is: all that is true of a run, apart from who carries it out. Times are milliseconds since the epoch. */
export const archiveFormat = z.strictObject({
  format: z.literal('hookline-workflow-run'),
  version: z.literal(ARCHIVE_VERSION),
  archivedAt: milliseconds,
  run: z.strictObject({
    id: workflowRunIdSchema,
    owner: z.string().max(limits.nameLength),
    workflow: z
      .strictObject({ name: z.string().max(limits.nameLength), version: z.int().nonnegative() })
      .nullable(),
    source: workflowSourceSchema.shape.source.nullable(),
    graph: workflowGraphSchema,
    state: workflowRunStateSchema,
    input: structuredSchema,
    output: structuredSchema.nullable(),
    error: errorSchema.nullable(),
    metadata: z.record(z.string(), z.unknown()),
    catchErrors: z.boolean(),
    /** Events after this offset count for its waits. */
    eventsAfter: z.int().nonnegative(),
    createdAt: milliseconds,
    startedAt: milliseconds.nullable(),
    endedAt: milliseconds.nullable(),
  }),
  steps: z.array(stepSchema),
});

export type Archive = z.infer<typeof archiveFormat>;
export type ArchivedStep = z.infer<typeof stepSchema>;
