import * as z from 'zod';
import { checkExecutionOptions, executionOptions } from './execution-options.ts';
import { handlerNameSchema, hookNameSchema, notifySchema, tagsSchema, timeSchema } from './fields.ts';
import { limits } from './limits.ts';

export const sha256Schema = z
  .string('A SHA-256 is a string.')
  .regex(/^[0-9a-f]{64}$/, 'A SHA-256 has 64 lower-case hexadecimal digits.');

export const handlerIdSchema = z
  .int('The id of a handler is a whole number.')
  .positive('The id of a handler is a whole number above zero.');

/** A person's code bound to a hook under a name. */
export const handlerSchema = z
  .object({
    id: handlerIdSchema,
    name: handlerNameSchema,
    hook: hookNameSchema,
    version: z.int().nonnegative().meta({ description: 'Counts replacements, from 0.' }),
    notifyOnSuccess: notifySchema,
    notifyOnFailure: notifySchema,
    tags: z.array(z.string()),
    ...executionOptions,
    createdAt: timeSchema,
    createdBy: z.string(),
    updatedAt: timeSchema,
    updatedBy: z.string(),
  })
  .meta({ id: 'Handler' });

/** What a user sends to register a handler; its code was uploaded before. */
export const registrationSchema = z
  .strictObject({
    name: handlerNameSchema,
    hook: hookNameSchema,
    notifyOnSuccess: notifySchema,
    notifyOnFailure: notifySchema,
    tags: tagsSchema.default([]),
    ...executionOptions,
    codeSha256: sha256Schema.meta({ description: 'The SHA-256 of the uploaded bundle.' }),
    exportName: z
      .string('exportName must be a string.')
      .regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'exportName must be a JavaScript identifier.')
      .max(limits.nameLength, `exportName must have at most ${limits.nameLength} characters.`)
      .default('default')
      .meta({ description: "The bundle's export that holds the handler." }),
  })
  .superRefine(checkExecutionOptions)
  .meta({ id: 'Registration' });

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
