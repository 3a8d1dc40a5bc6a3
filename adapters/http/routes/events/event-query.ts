import * as z from 'zod';
import { type EventFilter, eventFilterSchema } from '../../../../core/contract/event.ts';
import { limits } from '../../../../core/contract/limits.ts';

const { keys, namespace, sender, eventType } = eventFilterSchema.shape;

/** A filter as parameters: `key` may be repeated. */
export const filterQuery = {
  key: z
    .union([z.string().transform((key) => [key]), z.array(z.string())])
    .pipe(keys.unwrap())
    .optional()
    .meta({ description: 'Any of these; repeat it for several. `*`, empty or absent: any.' }),
  namespace: namespace.meta({ description: 'Exactly this; `*`, empty or absent: all that you may read.' }),
  sender: sender.meta({ description: 'Exactly this; `*`, empty or absent: any.' }),
  eventType: eventType.meta({ description: 'Exactly this; `*`, empty or absent: any.' }),
};

/** A parameter that is an offset. */
export const offsetQuery = (name: string) =>
  z.coerce
    .number(`${name} is an offset, a number.`)
    .int(`${name} is an offset, a whole number.`)
    .nonnegative(`${name} is an offset, not negative.`);

/** A parameter that is a time (RFC 3339); milliseconds since the epoch when parsed. */
export const timeQuery = (name: string) =>
  z
    .string()
    .regex(
      /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
      `${name} is a time as RFC 3339 has it: 2026-11-21T12:00:00Z. (A "+" in a URL is written %2B.)`,
    )
    .transform((time) => Date.parse(time.replace(' ', 'T').toUpperCase()))
    .refine((time) => !Number.isNaN(time), `${name} is no time that there is.`);

export const limitQuery = z.coerce
  .number('limit is a number.')
  .int('limit is a whole number.')
  .min(1, 'limit must be at least 1.')
  .max(limits.eventPage.max, `limit must be at most ${limits.eventPage.max}.`)
  .default(limits.eventPage.default)
  .meta({ description: 'At most so many.' });

/** The part of the log that is asked for. */
export const rangeQuery = {
  afterOffset: offsetQuery('afterOffset')
    .optional()
    .meta({ description: 'Only later ones, this not among them; beats `startTime`. 0 counts as absent.' }),
  endOffset: offsetQuery('endOffset').optional().meta({ description: 'Up to this one.' }),
  startTime: timeQuery('startTime').optional().meta({
    description: 'From this time on (RFC 3339).',
    type: 'string',
    format: 'date-time',
    example: '2026-11-21T12:00:00Z',
  }),
};

/** The parameters of a filter as the rules take it. */
export function toFilter(query: {
  key?: string[] | undefined;
  namespace?: string | undefined;
  sender?: string | undefined;
  eventType?: string | undefined;
}): EventFilter {
  return {
    keys: query.key,
    namespace: query.namespace,
    sender: query.sender,
    eventType: query.eventType,
  };
}
