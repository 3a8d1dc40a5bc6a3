import * as z from 'zod';
import { limits } from './limits.ts';

/** A JSON object or list: all that flows between tasks, and what parameters are. */
export const structuredSchema = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);

export type Structured = z.infer<typeof structuredSchema>;

const positionSchema = z
  .strictObject({
    line: z.int().positive().meta({ description: 'From 1.' }),
    column: z.int().positive().meta({ description: 'In characters, from 1.' }),
  })
  .meta({ id: 'WorkflowPosition' });

export type WorkflowPosition = z.infer<typeof positionSchema>;

const guardSchema = z
  .strictObject({
    language: z.enum(['jsonpath', 'jsonata']),
    expression: z.string(),
  })
  .meta({ id: 'WorkflowGuard' });

export type WorkflowGuard = z.infer<typeof guardSchema>;

/** What every node has. */
const anyNode = {
  index: z.int().nonnegative().meta({ description: 'Its place in `nodes`, in the order of mention.' }),
  scope: z
    .int()
    .nonnegative()
    .nullable()
    .meta({ description: 'The subflow whose body it is part of; null for the workflow itself.' }),
  at: positionSchema.nullable().meta({ description: 'Where the source mentions it; null without a source.' }),
};

const merge = z
  .boolean()
  .meta({ description: 'Whether the outputs that meet here are merged into one object.' });
const guard = guardSchema
  .nullable()
  .meta({ description: 'What the input must match; otherwise the input is the output.' });
const parameters = structuredSchema
  .nullable()
  .meta({ description: "The declarations' defaults, overridden by the invocation; null for none." });

/** One node of a workflow: a mention of a task, a subflow with a body, or a place where data enters or leaves. */
export const workflowNodeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...anyNode, kind: z.literal('start'), merge }),
    z.strictObject({ ...anyNode, kind: z.literal('end'), merge }),
    z.strictObject({
      ...anyNode,
      kind: z.literal('task'),
      name: z.string(),
      base: z.string().meta({ description: 'The task that runs: what an alias stands for, or the name.' }),
      parameters,
      merge,
      guard,
    }),
    z.strictObject({
      ...anyNode,
      kind: z.literal('subflow'),
      name: z.string().nullable().meta({ description: 'The task that is declared as this subflow.' }),
      iterate: z
        .boolean()
        .meta({ description: 'Whether the body runs once for each item of the input, and gives a list.' }),
      merge,
      guard,
    }),
    z.strictObject({ ...anyNode, kind: z.literal('literal'), value: structuredSchema }),
    z.strictObject({ ...anyNode, kind: z.literal('source'), uri: z.string(), parameters }),
    z.strictObject({ ...anyNode, kind: z.literal('sink'), uri: z.string(), parameters, merge }),
  ])
  .meta({ id: 'WorkflowNode' });

export type WorkflowNode = z.infer<typeof workflowNodeSchema>;

const edgeSchema = z
  .strictObject({
    from: z.int().nonnegative(),
    to: z.int().nonnegative(),
    loop: z.boolean().meta({ description: 'Whether it leads back into a loop that it is part of.' }),
  })
  .meta({ id: 'WorkflowEdge' });

export type WorkflowEdge = z.infer<typeof edgeSchema>;

const declaredTaskSchema = z
  .strictObject({
    name: z.string(),
    base: z.string().nullable().meta({ description: 'What the name stands for, if it is an alias.' }),
    subflow: z.boolean().meta({ description: 'Whether the name stands for a subflow.' }),
    parameters,
    doc: z.string().nullable(),
  })
  .meta({ id: 'WorkflowTaskDeclaration' });

/** A workflow as a graph; what every way of writing one compiles to. */
export const workflowGraphSchema = z
  .strictObject({
    name: z.string().nullable(),
    doc: z.string().nullable(),
    parameters,
    tasks: z.array(declaredTaskSchema).meta({ description: 'What is declared, in the order of the source.' }),
    nodes: z
      .array(workflowNodeSchema)
      .meta({ description: 'Each at the place of its index; the first is the start, the last the end.' }),
    edges: z.array(edgeSchema).meta({ description: 'Sorted. Each joins two nodes of one scope.' }),
  })
  .meta({ id: 'WorkflowGraph' });

export type WorkflowGraph = z.infer<typeof workflowGraphSchema>;

/** Something wrong in the text of a workflow. */
export const workflowErrorSchema = z
  .object({
    code: z.string().meta({ description: 'Stable, for programs.', example: 'label-already-exists' }),
    line: z.int().positive(),
    column: z.int().positive(),
    length: z
      .int()
      .nonnegative()
      .meta({ description: 'How many characters of the line are meant; 0 for a place between two.' }),
    message: z.string().meta({ description: 'What was found, what was expected, and the remedy.' }),
  })
  .meta({ id: 'WorkflowError' });

export type WorkflowError = z.infer<typeof workflowErrorSchema>;

/** The text of a workflow. */
export const workflowSourceSchema = z.strictObject({
  source: z
    .string('The source of a workflow must be a string.')
    .max(
      limits.workflow.sourceLength,
      `The source of a workflow must have at most ${limits.workflow.sourceLength} characters.`,
    )
    .meta({ description: 'The text of the workflow.', example: 'fetch → check | archive → report' }),
});

const errors = z.array(workflowErrorSchema).meta({
  description: `What is wrong, in the order of the source; at most ${limits.workflow.errors}. Empty for a good workflow.`,
});

/** What a workflow's source means, or what is wrong with it. */
export const checkedWorkflowSchema = z
  .object({ graph: workflowGraphSchema.nullable(), errors })
  .meta({ id: 'CheckedWorkflow' });

export type CheckedWorkflow = z.infer<typeof checkedWorkflowSchema>;

export const pictureFormatSchema = z.enum(['mermaid', 'svg'], 'The format is mermaid or svg.');
export const pictureOrientationSchema = z.enum(
  ['horizontal', 'vertical'],
  'The orientation is horizontal or vertical.',
);

export type PictureFormat = z.infer<typeof pictureFormatSchema>;
export type PictureOrientation = z.infer<typeof pictureOrientationSchema>;

/** A picture of a workflow, or what is wrong with its source. */
export const workflowPictureSchema = z
  .object({
    picture: z.string().nullable().meta({ description: 'Mermaid text, or an SVG document.' }),
    errors,
  })
  .meta({ id: 'WorkflowPicture' });

export type WorkflowPicture = z.infer<typeof workflowPictureSchema>;

/** The documentation of a workflow, or what is wrong with its source. */
export const workflowDocumentationSchema = z
  .object({ markdown: z.string().nullable(), errors })
  .meta({ id: 'WorkflowDocumentation' });

export type WorkflowDocumentation = z.infer<typeof workflowDocumentationSchema>;

/** What carries a workflow out, or what is wrong with its source. */
export const compiledWorkflowSchema = z
  .object({
    document: z.record(z.string(), z.unknown()).nullable().meta({
      description:
        'Amazon States Language in JSONata mode, for a machine of the type STANDARD, with a placeholder for the function that carries out steps. It has the shape of the graph only.',
    }),
    errors,
  })
  .meta({ id: 'CompiledWorkflow' });

export type CompiledWorkflow = z.infer<typeof compiledWorkflowSchema>;
