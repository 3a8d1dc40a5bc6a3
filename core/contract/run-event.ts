import * as z from 'zod';

/** An event that is sent to a run by its key: Ray's body. Other fields are let be. */
export const runEventSchema = z
  .looseObject({
    event_key: z.string().meta({
      description: 'The key of a `wait:http` of the workflow, or the name of its task.',
      example: 'approval',
    }),
    event_payload: z.unknown().meta({
      description: 'The output of that task: an object or a list as it is, anything else in a list.',
      example: { approved: true },
    }),
  })
  .meta({ id: 'RunEvent' });

/** What is answered where Ray would: its own form, and no problem document. */
export const runEventRefusalSchema = z
  .object({
    error: z.object({
      code: z.int().meta({ description: 'The status.' }),
      message: z.string(),
    }),
  })
  .meta({ id: 'RunEventRefusal' });

export type RunEventRefusal = z.infer<typeof runEventRefusalSchema>;
