import * as z from 'zod';
import { text, timeSchema } from './fields.ts';
import { limits } from './limits.ts';

/** What workers ask for: the name of the task in the workflow, or what an alias stands for. */
export const taskKindSchema = text('The kind of a task', 1, limits.eventNameLength)
  .refine((kind) => kind !== '*', 'The kind of a task must not be "*".')
  .meta({
    description: 'What workers ask for: the name of the task, or what an alias stands for.',
    example: 'sleep',
  });

/** The run of a workflow, in a path. */
export const taskRunIdSchema = text('The id of a run', 1, limits.nameLength).meta({
  description: 'The run of the workflow.',
});

/** `7`, `4[2].7`, `5#1.7`: the node's index, with the rounds of iterations and the passes of loops around it. */
export const stepIdSchema = text('The id of a step', 1, limits.stepIdLength)
  .regex(/^(?:\d+(?:\[\d+\]|#\d+)\.)*\d+$/, 'The id of a step is like 7, 4[2].7 or 5#1.7.')
  .meta({ description: "The task within the run: the node's index, with rounds and passes.", example: '7' });

const leaseSecondsSchema = z
  .int('leaseSeconds is a whole number.')
  .min(1, 'leaseSeconds must be at least 1.')
  .max(limits.leaseSeconds.max, `leaseSeconds must be at most ${limits.leaseSeconds.max}.`)
  .default(limits.leaseSeconds.default)
  .meta({ description: 'For how long the task is kept for this worker, from now on; then another gets it.' });

/** Takes tasks. */
export const claimTasksSchema = z
  .strictObject({
    limit: z
      .int('limit is a whole number.')
      .min(0, 'limit must be at least 0.')
      .max(limits.task.claimed, `limit must be at most ${limits.task.claimed}.`)
      .default(1)
      .meta({
        description:
          'How many tasks at most. With 0 nothing is taken: the answer comes when there is a task, or the time is over.',
      }),
    leaseSeconds: leaseSecondsSchema,
    waitSeconds: z
      .number('waitSeconds is a number of seconds.')
      .min(0, 'waitSeconds must not be negative.')
      .max(limits.task.waitSeconds, `waitSeconds must be at most ${limits.task.waitSeconds}.`)
      .default(0)
      .meta({ description: 'How long to wait for the first task.' }),
    claim: z
      .string()
      .regex(/^[\w-]{1,64}$/, 'claim is up to 64 letters, digits, "_" and "-".')
      .optional()
      .meta({ description: 'Names this claim, for `again`: another name for each.', example: 'k7Qm2x' }),
    again: z.boolean('again is true or false.').default(false).meta({
      description:
        'That the claim is repeated, its answer being lost: what it has taken before is given again, before anything else.',
    }),
  })
  .refine(({ claim, again }) => !again || claim !== undefined, {
    path: ['again'],
    message: 'again needs the name of the claim.',
  })
  .meta({ id: 'ClaimTasks' });

/** A JSON object or list, as it flows between the tasks of a workflow. */
const structured = (description: string) =>
  z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).meta({ description });

/** A task that a worker has. */
export const claimedTaskSchema = z
  .object({
    runId: z.string(),
    stepId: z.string().meta({ description: 'With the run it is the task.' }),
    kind: z.string(),
    name: z.string().meta({ description: 'As the workflow calls it.' }),
    index: z.int().meta({ description: "The node's index in the graph." }),
    parameters: structured('As the workflow gives them; null for none.').nullable(),
    input: structured('What flows into the task: `{}` where nothing does.'),
    receipt: z.string().meta({ description: 'Proves who has the task: every further request has it.' }),
    deliveries: z.int().meta({ description: 'How often it was taken, this time included.' }),
    offeredAt: timeSchema,
    leaseUntil: timeSchema.meta({
      description: 'Another worker gets it then, unless it is kept by a heartbeat.',
    }),
  })
  .meta({ id: 'ClaimedTask' });

export const claimedTasksSchema = z
  .object({
    tasks: z
      .array(claimedTaskSchema)
      .meta({ description: 'The longest waiting first; none when the time was over.' }),
    namespace: z
      .string()
      .meta({ description: 'Where `start-task` events tell of further tasks; their key is the kind.' }),
    cursor: z.int().meta({ description: 'Tasks of which events up to this offset tell were looked at.' }),
    overdueSeconds: z.number().nullable().meta({
      description:
        "How long until a task of another worker's is free again, when there was none; null when none is held.",
    }),
  })
  .meta({ id: 'ClaimedTasks' });

const receiptSchema = z
  .string('receipt must be a string.')
  .meta({ description: 'As the claim answered it.' });

/** Says that a worker has seen the task and works on it (littleflow's receipt). */
export const acknowledgeTaskSchema = z
  .strictObject({
    receipt: receiptSchema,
    target: text('target', 1, limits.eventNameLength)
      .optional()
      .meta({ description: 'Who or what has it, for people.', example: 'render-farm-3' }),
  })
  .meta({ id: 'AcknowledgeTask' });

/** The value of a `receipt` event. */
export const taskReceiptSchema = z
  .object({
    for: z
      .int()
      .nullable()
      .meta({ description: 'The offset of the `start-task` event; null when the log has it no more.' }),
    action: z.literal('processed'),
    target: z.string().optional(),
    name: z.string(),
    index: z.int(),
    workflow: z.string().meta({ description: 'The run.' }),
    step: z.string(),
  })
  .meta({ id: 'TaskReceipt' });

/** Keeps a task. */
export const renewTaskSchema = z
  .strictObject({ receipt: receiptSchema, leaseSeconds: leaseSecondsSchema })
  .meta({ id: 'RenewTask' });

export const renewedTaskSchema = z.object({ leaseUntil: timeSchema }).meta({ id: 'RenewedTask' });

export const releaseTaskSchema = z.strictObject({ receipt: receiptSchema }).meta({ id: 'ReleaseTask' });

/** Ends a task: littleflow's `end-task`. */
export const endTaskSchema = z
  .strictObject({
    receipt: receiptSchema.optional().meta({
      description: 'As the claim answered it. Without it, a task is ended by hand that no worker has.',
    }),
    status: z.enum(['SUCCESS', 'FAILURE'], 'status is SUCCESS or FAILURE.').default('SUCCESS'),
    output: z.unknown().optional().meta({
      description:
        'What flows on: an object or a list as it is, nothing as `{}`, any other value as the only item of a list. Beside a FAILURE it is told by the `end-task` event only.',
    }),
    name: text('name', 1, limits.nameLength)
      .optional()
      .meta({ description: 'Of a FAILURE: the name of the error; `TaskFailed` unless given.' }),
    reason: z
      .string('reason must be a string.')
      .max(limits.task.reasonLength, `reason must have at most ${limits.task.reasonLength} characters.`)
      .optional()
      .meta({ description: 'Of a FAILURE: what went wrong.' }),
  })
  .meta({ id: 'EndTask' });

export const endedTaskSchema = z
  .object({ runId: z.string(), stepId: z.string(), status: z.enum(['SUCCESS', 'FAILURE']) })
  .meta({ id: 'EndedTask' });

export const taskKindsSchema = z
  .object({
    kinds: z
      .array(
        z.object({
          kind: z.string(),
          waiting: z.int().meta({ description: 'Tasks that can be taken.' }),
          taken: z.int().meta({ description: 'Tasks that a worker has.' }),
        }),
      )
      .meta({ description: 'By name; kinds without a task are left out.' }),
    namespace: z
      .string()
      .meta({ description: 'Where `start-task` events tell of tasks; their key is the kind.' }),
  })
  .meta({ id: 'TaskKinds' });

export type ClaimTasks = z.infer<typeof claimTasksSchema>;
export type ClaimedTask = z.infer<typeof claimedTaskSchema>;
export type AcknowledgeTask = z.infer<typeof acknowledgeTaskSchema>;
export type TaskReceipt = z.infer<typeof taskReceiptSchema>;
export type EndTask = z.infer<typeof endTaskSchema>;
export type EndedTask = z.infer<typeof endedTaskSchema>;
export type TaskKinds = z.infer<typeof taskKindsSchema>;
