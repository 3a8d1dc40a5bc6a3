import * as z from 'zod';

/** A problem document (RFC 9457, application/problem+json): how every error is answered. */
export const problemSchema = z
  .object({
    type: z.string().meta({
      description: 'A URN that ends in the code.',
      example: 'urn:hookline:problem:payload-too-large',
    }),
    title: z.string().meta({ description: 'The kind of problem, the same each time.' }),
    status: z.int().meta({ description: 'The HTTP status, again.' }),
    detail: z.string().meta({ description: 'What happened this time, and what to do.' }),
    code: z.string().meta({ description: 'Stable, for programs.', example: 'payload-too-large' }),
    retryable: z.boolean().meta({ description: 'True when the same request may succeed later.' }),
    field: z.string().optional().meta({ description: 'The offending field of the request.' }),
    errors: z
      .array(
        z.object({
          index: z.int(),
          field: z.string().optional(),
          detail: z.string(),
          line: z.int().optional().meta({ description: "Of a workflow's text, from 1." }),
          column: z.int().optional(),
          length: z.int().optional().meta({ description: 'How many characters of the line are meant.' }),
          code: z.string().optional().meta({ description: 'What is wrong with the text, for programs.' }),
        }),
      )
      .optional()
      .meta({ description: 'Every part that is refused, where a request has several.' }),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
