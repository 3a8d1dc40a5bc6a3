import * as z from 'zod';
import { anyOr, text, timeSchema } from './fields.ts';
import { limits } from './limits.ts';

/** Names a rule among those of the user. */
export const ruleNameSchema = text('The name of a rule', 1, limits.clientIdLength)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'The name of a rule has letters, digits, ".", "_" and "-" only, and starts with a letter or digit.',
  )
  .meta({ description: 'The name of a rule.', example: 'train-when-enough' });

const expression = (what: string) =>
  z
    .string(`${what} must be a string.`)
    .min(1, `${what} must not be empty.`)
    .max(limits.expressionLength, `${what} must have at most ${limits.expressionLength} characters.`);

const ruleActionSchema = z.enum(['start', 'stop', 'restart'], 'The action is start, stop or restart.').meta({
  description:
    'Starts a run of the workflow; stops (terminates) the runs of it that go on; or stops them and starts another.',
});

/** What both a new rule and a stored one have. */
const ruleFields = {
  name: ruleNameSchema,
  workflow: text('The name of a workflow', 1, limits.nameLength).meta({
    description: 'The workflow that is started or stopped, at its newest version.',
  }),
  action: ruleActionSchema,
  update: expression('update').optional().meta({
    description:
      "JSONata over {event, state}: the rule's state after the event. Without it the state stays as it is.",
    example: 'state + event.value.rows',
  }),
  condition: expression('condition').optional().meta({
    description:
      'JSONata over {event, state}, the state after the update: whether the rule acts. Always without it.',
    example: 'state >= 100',
  }),
  input: expression('input').optional().meta({
    description: 'JSONata over {event, state}: the input of the run that is started; the event without it.',
    example: 'event.value',
  }),
  resetState: z
    .boolean('resetState must be true or false.')
    .default(false)
    .meta({ description: 'Whether the state begins anew when the rule has acted.' }),
};

/** Which events a rule looks at; at least one field is given. */
const ruleEventsSchema = z
  .strictObject({
    key: anyOr('on.key'),
    namespace: anyOr('on.namespace').meta({
      description: 'Exactly this; `*`, empty or absent: all but those that begin with `hookline/`.',
    }),
    sender: anyOr('on.sender'),
    eventType: anyOr('on.eventType'),
  })
  .meta({ description: 'A field that is `*`, empty or absent is any.' });

/** A rule as it is sent: what is not sent, it has not. */
export const newWorkflowRuleSchema = z
  .strictObject({
    ...ruleFields,
    action: ruleActionSchema.default('start'),
    on: ruleEventsSchema,
    state: z.unknown().optional().meta({ description: 'The state at first, any JSON; null without it.' }),
  })
  .meta({ id: 'NewWorkflowRule' });

/** A rule: what a workflow does when events come. */
export const workflowRuleSchema = z
  .object({
    ...ruleFields,
    on: z.object({
      key: z.string().optional(),
      namespace: z.string().optional(),
      sender: z.string().optional(),
      eventType: z.string().optional(),
    }),
    owner: z.string().meta({ description: 'The user as whom it acts.' }),
    state: z.unknown().meta({ description: 'As the events so far have left it.' }),
    paused: z.boolean(),
    position: z.int().meta({ description: 'The offset up to which it has looked at events.' }),
    acted: z.int().meta({ description: 'How often it has acted.' }),
    lastActedAt: timeSchema.nullable(),
    lastError: z
      .object({ offset: z.int(), message: z.string(), at: timeSchema })
      .nullable()
      .meta({ description: 'The last event at which it failed; it went on with the next.' }),
    createdAt: timeSchema,
  })
  .meta({ id: 'WorkflowRule' });

export type NewWorkflowRule = z.infer<typeof newWorkflowRuleSchema>;
export type NewWorkflowRuleInput = z.input<typeof newWorkflowRuleSchema>;
export type WorkflowRule = z.infer<typeof workflowRuleSchema>;
