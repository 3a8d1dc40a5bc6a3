import * as z from 'zod';
import { text, timeSchema, userNameSchema } from './fields.ts';
import { limits } from './limits.ts';
import { workflowGraphSchema, workflowSourceSchema } from './workflow.ts';

/** `ingest`: as the language writes the name of a task, so that workflows can be tasks of others. */
export const workflowNameSchema = text('The name of a workflow', 1, limits.nameLength)
  .regex(
    /^[A-Za-z_][\p{L}\p{N}_:-]*$/u,
    'The name of a workflow has letters, digits, "_", "-" and ":" only, and starts with a letter from A to Z or "_".',
  )
  .refine(
    (name) => !/^(?:wait|request):/.test(name),
    'Names that begin with "wait:" or "request:" are those of built-in tasks.',
  )
  .meta({ description: 'The name of a workflow, unique for its owner.', example: 'ingest' });

/** What a workflow is registered as: its text, or its graph. */
export const workflowDefinitionSchema = z
  .strictObject({
    source: workflowSourceSchema.shape.source.optional(),
    graph: workflowGraphSchema.optional(),
  })
  .refine(
    ({ source, graph }) => (source === undefined) !== (graph === undefined),
    'Send either the source or the graph of the workflow.',
  )
  .meta({ id: 'WorkflowDefinition' });

/** A workflow as listed. */
export const workflowSummarySchema = z
  .object({
    name: workflowNameSchema,
    version: z.int().nonnegative().meta({ description: 'Counts the graphs that it had, from 0.' }),
    owner: userNameSchema.meta({ description: 'As whom its tasks run.' }),
    doc: z.string().nullable().meta({ description: 'Its doc comment.' }),
    createdAt: timeSchema.meta({ description: 'Of the first version.' }),
    updatedAt: timeSchema.meta({ description: 'Of this version.' }),
  })
  .meta({ id: 'RegisteredWorkflowSummary' });

/** A workflow at one version. */
export const registeredWorkflowSchema = workflowSummarySchema
  .extend({
    source: z.string().nullable().meta({ description: 'Null for one that came as a graph.' }),
    graph: workflowGraphSchema,
  })
  .meta({ id: 'RegisteredWorkflow' });

export const workflowPageSchema = z
  .object({
    workflows: z.array(workflowSummarySchema),
    nextAfterName: z
      .string()
      .nullable()
      .meta({ description: 'Where the next page begins; null on the last.' }),
  })
  .meta({ id: 'WorkflowPage' });

export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;
export type RegisteredWorkflow = z.infer<typeof registeredWorkflowSchema>;
