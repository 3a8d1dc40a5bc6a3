import * as z from 'zod';
import { text, timeSchema, userNameSchema } from './fields.ts';
import { limits } from './limits.ts';
import { workflowNameSchema } from './registered-workflow.ts';
import { structuredSchema, workflowGraphSchema, workflowSourceSchema } from './workflow.ts';

/**
 * How a run of a workflow stands: `pending` until fewer go on; `running`; `terminating` while tasks that had begun still go on; and those
 * in which it has ended: `succeeded`, `failed` and `terminated` (which can be restarted), `cancelled` (for good).
 */
export const workflowRunStateSchema = z
  .enum(
    ['pending', 'running', 'succeeded', 'failed', 'terminating', 'terminated', 'cancelled'],
    'A status is pending, running, succeeded, failed, terminating, terminated or cancelled.',
  )
  .meta({ id: 'WorkflowRunState' });

/** `waiting` for an input; `active`; or ended. A step whose guard did not hold is `skipped`. */
const stepStateSchema = z
  .enum(['waiting', 'active', 'succeeded', 'skipped', 'failed', 'cancelled'])
  .meta({ id: 'WorkflowStepState' });

/** Unique for its owner. */
export const workflowRunIdSchema = text('The id of a workflow run', 1, limits.workflow.runIdLength)
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9._:@-]*$/,
    'The id of a workflow run has letters, digits, ".", "_", ":", "@" and "-" only, and starts with a letter, a digit or "_".',
  )
  .meta({ description: 'The id of a run, unique for its owner.', example: 'ingest-2026-11-21' });

const errorSchema = z
  .object({
    name: z
      .string()
      .meta({ description: '`TaskFailed`, `RequestFailed`, `Timeout`, or what a handler threw.' }),
    message: z.string(),
    step: z.string().optional().meta({ description: 'The id of the step that failed.' }),
  })
  .meta({ id: 'WorkflowRunError' });

const metadataSchema = z.record(z.string(), z.unknown());

/** A run as listed. */
export const workflowRunSummarySchema = z
  .object({
    id: z.string(),
    name: z.string().nullable().meta({
      description:
        'What it is called: the registered workflow, else what the graph says; null where that says nothing.',
    }),
    workflow: z
      .object({ name: z.string(), version: z.int() })
      .nullable()
      .meta({ description: 'Null for a graph that is not registered.' }),
    owner: userNameSchema.meta({ description: 'As whom its tasks run.' }),
    state: workflowRunStateSchema,
    error: errorSchema.nullable(),
    metadata: metadataSchema.meta({ description: 'What it was started with, to find it again.' }),
    startedBy: z
      .object({ kind: z.string().meta({ example: 'user' }), id: z.string() })
      .meta({ description: 'Who or what started it: a user, a firing, a rule, another run.' }),
    parent: z
      .object({ runId: z.string(), stepId: z.string() })
      .nullable()
      .meta({ description: 'The step of another run that waits for it.' }),
    createdAt: timeSchema,
    startedAt: timeSchema.nullable(),
    endedAt: timeSchema.nullable(),
    expiresAt: timeSchema.nullable().meta({ description: 'When it may be removed; null while it goes on.' }),
  })
  .meta({ id: 'WorkflowRunSummary' });

/** A step as listed with its run. */
const stepSummarySchema = z
  .object({
    id: z.string().meta({
      description: 'The node, with the rounds of iterations and the passes of loops around it.',
      example: '4[2].7',
    }),
    node: z.int().nonnegative().meta({ description: "The node's index in the graph." }),
    kind: z.string().meta({ description: "The node's kind.", example: 'task' }),
    name: z.string().nullable().meta({
      description: 'Of tasks and named subflows; a second one of a name is `name_1`, and so on.',
      example: 'fetch',
    }),
    state: stepStateSchema,
    startedAt: timeSchema.nullable(),
    endedAt: timeSchema.nullable(),
    error: errorSchema.nullable(),
  })
  .meta({ id: 'WorkflowStepSummary' });

/** A step with what it gave. */
export const workflowStepSchema = stepSummarySchema
  .extend({ output: structuredSchema.nullable().meta({ description: 'Null until it has ended well.' }) })
  .meta({ id: 'WorkflowStep' });

/** A run with its steps. */
export const workflowRunSchema = workflowRunSummarySchema
  .extend({
    input: structuredSchema,
    output: structuredSchema.nullable().meta({ description: 'Null until it has succeeded.' }),
    catchErrors: z.boolean(),
    steps: z.array(stepSummarySchema).meta({
      description: `In the order of their start; the newest ${limits.workflowRun.listedSteps} where there are more.`,
    }),
    stepCount: z.int(),
    changes: z
      .int()
      .meta({ description: 'Grows with each change of the run and its steps: to wait for the next.' }),
  })
  .meta({ id: 'WorkflowRun' });

/** What a run carries out. */
export const workflowRunDefinitionSchema = z
  .object({
    source: z.string().nullable(),
    graph: workflowGraphSchema,
    targets: z.record(z.string(), z.string()).meta({
      description: 'What carries out the tasks of each name, resolved when it started.',
      example: { fetch: 'handler 7, version 2', 'wait:delay': 'built in', convert: 'workers' },
    }),
  })
  .meta({ id: 'WorkflowRunDefinition' });

const vectorSchema = z.array(z.int());

/** littleflow's view of a run: vectors with a place for each node. */
export const workflowRunVectorsSchema = z
  .object({
    state: workflowRunStateSchema,
    S: vectorSchema.meta({ description: 'How often each node is active.' }),
    A: vectorSchema.meta({ description: 'How many of its inputs each node has that did not start yet.' }),
    T: vectorSchema.meta({ description: 'How many inputs it takes to start each node, at least one.' }),
    failures: vectorSchema.optional().meta({ description: 'The nodes that failed; absent without any.' }),
    output: z
      .array(structuredSchema.nullable())
      .meta({ description: 'What each node gave, the last time; null where it gave nothing yet.' }),
  })
  .meta({ id: 'WorkflowRunVectors' });

/** How a vector changed: when, and by how much at each node. */
export const workflowRunTraceSchema = z
  .object({
    trace: z.array(z.tuple([timeSchema, vectorSchema])).meta({
      description: 'The newest first. All changes together give the vector as it is now.',
    }),
  })
  .meta({ id: 'WorkflowRunTrace' });

export const workflowRunPictureSchema = z
  .object({ picture: z.string().meta({ description: 'Mermaid text, or an SVG document.' }) })
  .meta({ id: 'WorkflowRunPicture' });

export const traceKindSchema = z.enum(['S', 'A'], 'There are traces of S and of A.');

/** What to run, and how. */
export const newWorkflowRunSchema = z
  .strictObject({
    workflow: workflowNameSchema.optional().meta({ description: 'A workflow of the caller.' }),
    version: z
      .int('A version is a whole number.')
      .nonnegative('A version is not negative.')
      .optional()
      .meta({ description: 'Of that workflow; the newest unless given.' }),
    source: workflowSourceSchema.shape.source.optional(),
    graph: workflowGraphSchema.optional(),
    runId: workflowRunIdSchema
      .optional()
      .meta({ description: 'A new one unless given. One that failed or was terminated is restarted.' }),
    input: z
      .unknown()
      .optional()
      .meta({ description: '`{}` unless given; what is no object and no list becomes a list of it.' }),
    metadata: metadataSchema
      .refine(
        (metadata) => JSON.stringify(metadata).length <= limits.workflowRun.metadataBytes,
        `Metadata has at most ${limits.workflowRun.metadataBytes} characters of JSON.`,
      )
      .optional(),
    catchErrors: z
      .boolean('catchErrors is true or false.')
      .optional()
      .meta({ description: 'Whether its outcome is a value to who waits for it: `{result, error}`.' }),
  })
  .refine(
    ({ workflow, source, graph }) =>
      [workflow, source, graph].filter((choice) => choice !== undefined).length === 1,
    'Name a workflow, or send the source or the graph of one: exactly one of the three.',
  )
  .refine(
    ({ workflow, version }) => version === undefined || workflow !== undefined,
    'A version is that of a registered workflow. Name the workflow.',
  )
  .meta({ id: 'NewWorkflowRun' });

/** Whose run is meant, where it is not the caller's. */
export const ownerQuery = {
  owner: userNameSchema.optional().meta({
    description: 'The name of the user whose it is; the caller unless given. For admins and viewers.',
  }),
};

/** Which runs; all of it must hold. */
export const workflowRunListingSchema = z.strictObject({
  ...ownerQuery,
  status: z
    .union([z.string().transform((status) => status.split(',')), z.array(z.string())])
    .pipe(z.array(workflowRunStateSchema))
    .optional()
    .meta({ description: 'In any of these states; several comma separated, or repeated.' }),
  workflow: workflowNameSchema.optional(),
  startedByRuns: z
    .enum(['true', 'false'], 'startedByRuns is true or false.')
    .transform((text) => text === 'true')
    .default(true)
    .meta({ description: 'Whether runs that other runs have started are listed too.' }),
  size: z.coerce
    .number('size is a number.')
    .int('size is a whole number.')
    .min(1, 'size must be at least 1.')
    .max(limits.runPage.max, `size must be at most ${limits.runPage.max}.`)
    .default(limits.runPage.default)
    .meta({ description: 'At most so many.' }),
  next: z.string().min(1).optional().meta({ description: 'As the page before gave it.' }),
});

export const workflowRunPageSchema = z
  .object({
    runs: z.array(workflowRunSummarySchema),
    next: z.string().nullable().meta({ description: 'For the next page; null at the end.' }),
  })
  .meta({ id: 'WorkflowRunPage' });

/** How many runs may go on at once on the platform, and how many may wait for that. */
export const workflowLimitsSchema = z
  .object({
    maxRunning: z.int().positive().nullable().meta({ description: 'Null for as many as there are.' }),
    maxPending: z
      .int()
      .nonnegative()
      .nullable()
      .meta({ description: 'Null for as many as there are; with 0 none waits.' }),
  })
  .meta({ id: 'WorkflowLimits' });

const limit = (name: string) =>
  z
    .int(`${name} is a whole number, or null for no limit.`)
    .nullable()
    .optional()
    .meta({ description: 'Null, or -1, for no limit.' });

/** What is to change; what is absent stays. */
export const newWorkflowLimitsSchema = z
  .strictObject({ maxRunning: limit('maxRunning'), maxPending: limit('maxPending') })
  .meta({ id: 'NewWorkflowLimits' });

export type WorkflowRunState = z.infer<typeof workflowRunStateSchema>;
export type WorkflowRunSummary = z.infer<typeof workflowRunSummarySchema>;
export type WorkflowRun = z.infer<typeof workflowRunSchema>;
export type WorkflowStep = z.infer<typeof workflowStepSchema>;
export type WorkflowStepSummary = z.infer<typeof stepSummarySchema>;
export type WorkflowRunDefinition = z.infer<typeof workflowRunDefinitionSchema>;
export type WorkflowRunVectors = z.infer<typeof workflowRunVectorsSchema>;
export type WorkflowRunTrace = z.infer<typeof workflowRunTraceSchema>;
export type WorkflowRunListing = z.infer<typeof workflowRunListingSchema>;
export type NewWorkflowRun = z.infer<typeof newWorkflowRunSchema>;
export type WorkflowLimits = z.infer<typeof workflowLimitsSchema>;
export type NewWorkflowLimits = z.infer<typeof newWorkflowLimitsSchema>;
