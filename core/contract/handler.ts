import * as z from 'zod';
import { checkExecutionOptions, executionOptions, type executorSchema } from './execution-options.ts';
import { handlerNameSchema, hookNameSchema, notifySchema, tagsSchema, timeSchema } from './fields.ts';
import { limits } from './limits.ts';
import { workflowNameSchema } from './registered-workflow.ts';

export const sha256Schema = z
  .string('A SHA-256 is a string.')
  .regex(/^[0-9a-f]{64}$/, 'A SHA-256 has 64 lower-case hexadecimal digits.');

export const handlerIdSchema = z
  .int('The id of a handler is a whole number.')
  .positive('The id of a handler is a whole number above zero.');

/** A person's code bound to a hook under a name, or a workflow of theirs. */
export const handlerSchema = z
  .object({
    id: handlerIdSchema,
    name: handlerNameSchema,
    hook: hookNameSchema,
    version: z.int().nonnegative().meta({ description: 'Counts replacements, from 0.' }),
    notifyOnSuccess: notifySchema,
    notifyOnFailure: notifySchema,
    tags: z.array(z.string()),
    workflow: workflowNameSchema.exactOptional().meta({
      description: 'The workflow of its owner that each run starts in place of code.',
      example: 'ingest',
    }),
    ...executionOptions,
    createdAt: timeSchema,
    createdBy: z.string(),
    updatedAt: timeSchema,
    updatedBy: z.string(),
  })
  .meta({ id: 'Handler' });

/** What a user sends to register a handler: code that was uploaded before, or the name of a workflow. */
export const registrationSchema = z
  .strictObject({
    name: handlerNameSchema,
    hook: hookNameSchema,
    notifyOnSuccess: notifySchema,
    notifyOnFailure: notifySchema,
    tags: tagsSchema.default([]),
    ...executionOptions,
    codeSha256: sha256Schema
      .exactOptional()
      .meta({ description: 'The SHA-256 of the uploaded bundle; or else `workflow`.' }),
    exportName: z
      .string('exportName must be a string.')
      .regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'exportName must be a JavaScript identifier.')
      .max(limits.nameLength, `exportName must have at most ${limits.nameLength} characters.`)
      .exactOptional()
      .meta({ description: "The bundle's export that holds the handler; `default` unless given." }),
    workflow: workflowNameSchema.exactOptional().meta({
      description:
        'A workflow of yours, by its name, in place of code: each run starts a run of its newest version, with the payload (with each: the item) as input.',
      example: 'ingest',
    }),
  })
  .superRefine(checkExecutionOptions)
  .superRefine(checkWork)
  .meta({ id: 'Registration' });

/** What is about code only, and would do nothing for a workflow. */
const ofProcesses = ['kind', 'maxTasksPerChild', 'namePrefix', 'timeoutSeconds', 'memoryMiB'] as const;

/** Refuses a registration with neither code nor a workflow, or with something of both. */
function checkWork(
  {
    codeSha256,
    exportName,
    workflow,
    executor,
  }: {
    readonly codeSha256?: string;
    readonly exportName?: string;
    readonly workflow?: string;
    readonly executor?: z.infer<typeof executorSchema>;
  },
  refuse: z.core.$RefinementCtx,
): void {
  const add = (path: string[], message: string): void =>
    refuse.addIssue({ code: 'custom', path, message, input: workflow });
  if (workflow === undefined) {
    if (codeSha256 === undefined) {
      add(['codeSha256'], 'Say what the handler does: give codeSha256, of its bundle, or workflow, a name.');
    }
    return;
  }
  if (codeSha256 !== undefined) {
    add(['workflow'], 'A handler has either code or a workflow: leave out codeSha256, or workflow.');
  }
  if (exportName !== undefined)
    add(['exportName'], 'exportName is about code: leave it out with a workflow.');
  for (const name of ofProcesses) {
    if (executor?.[name] === undefined) continue;
    add(['executor', name], `executor.${name} is about how code runs: leave it out with a workflow.`);
  }
}

/** Announces a bundle; the answer says where to send it, or that it is there already. */
export const newCodeSchema = z
  .strictObject({
    sha256: sha256Schema,
    sizeBytes: z
      .int('sizeBytes must be a whole number.')
      .positive('A bundle must not be empty.')
      .max(limits.bundleBytes, `A bundle must have at most ${limits.bundleBytes} bytes.`),
  })
  .meta({ id: 'NewCode' });

export const codeUploadSchema = z
  .object({
    upload: z
      .object({ url: z.string(), headers: z.record(z.string(), z.string()) })
      .nullable()
      .meta({
        description: 'Where to PUT the bytes, and with which headers; null when they are there already.',
      }),
  })
  .meta({ id: 'CodeUpload' });

export type Handler = z.infer<typeof handlerSchema>;
export type Registration = z.infer<typeof registrationSchema>;
export type RegistrationInput = z.input<typeof registrationSchema>;
export type CodeUpload = z.infer<typeof codeUploadSchema>;
