import * as z from 'zod';
import { anyOr, text, timeSchema } from './fields.ts';
import { limits } from './limits.ts';

/** A name that can be asked for exactly; `*` asks for any. */
const nameOf = (what: string) =>
  text(what, 1, limits.eventNameLength).refine(
    (name) => name !== '*',
    `${what} must not be "*", which stands for any.`,
  );

/** What happened: 1 to 1024 characters, not `*`. */
export const eventKeySchema = nameOf('The key of an event').meta({
  description: 'What happened.',
  example: 'model.trained',
});

/** Where events live together, with one set of readers and writers; `hookline/…` is the platform's own. */
export const namespaceNameSchema = nameOf('The name of a namespace').meta({
  description: 'Where the event lives.',
  example: 'default',
});

export const eventSenderSchema = nameOf('The sender of an event').meta({
  description: 'Who says so.',
  example: 'trainer-7',
});

export const eventTypeSchema = nameOf('The type of an event').meta({
  description: 'Helps to filter.',
  example: 'dataset',
});

const contextSchema = z
  .string('The context of an event must be a string.')
  .max(
    limits.eventContextLength,
    `The context of an event must have at most ${limits.eventContextLength} characters.`,
  )
  .refine((value) => value.isWellFormed(), 'The context of an event must be well-formed Unicode.');

export const offsetSchema = z
  .int('An offset is a whole number.')
  .nonnegative('An offset is not negative.')
  .meta({ description: 'The place of the event in the log, from 1; one sequence across all namespaces.' });

/** An event as the log has it. */
export const eventSchema = z
  .object({
    offset: offsetSchema,
    key: z.string(),
    value: z.unknown().meta({ description: 'Any JSON; integers keep all their digits.' }),
    eventType: z.string().nullable(),
    context: z.string().nullable(),
    namespace: z.string(),
    sender: z.string(),
    createTime: timeSchema.meta({
      description: 'When the log took it; it never goes back from one offset to the next.',
    }),
  })
  .meta({ id: 'Event' });

/** What a sender sends. */
export const newEventSchema = z
  .strictObject({
    key: eventKeySchema,
    value: z
      .unknown()
      .refine((value) => value !== undefined, 'The value of an event is missing. Any JSON does, null too.')
      .meta({ description: `Any JSON, at most ${limits.eventValueBytes} bytes.` }),
    eventType: eventTypeSchema.nullish(),
    context: contextSchema.nullish().meta({ description: 'Some context of the event.' }),
    namespace: namespaceNameSchema.default('default'),
    sender: eventSenderSchema
      .optional()
      .meta({ description: 'Who says so; the name of the user unless given.' }),
  })
  .meta({ id: 'NewEvent' });

/** Names that stand in paths. */
const pathName = (what: string) =>
  text(what, 1, limits.clientIdLength).regex(
    /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/,
    `${what} has letters, digits, ".", "_" and "-" only, and does not start with ".".`,
  );

export const clientIdSchema = pathName('A client id').meta({
  description: 'Names a producer among those of the user.',
  example: 'trainer-7',
});

/** Where a subscription stands in the log is kept under its name. */
export const subscriptionNameSchema = pathName('The name of a subscription').meta({
  description: 'Names a subscription among those of the user.',
  example: 'billing',
});

const sequenceSchema = z
  .int('A sequence number is a whole number.')
  .positive('Sequence numbers begin at 1.')
  .meta({ description: "The number of the (first) event among the producer's, from 1, without gaps." });

/** Numbers what is sent, so that what is sent again is stored once. */
export const producerStampSchema = z.strictObject({
  clientId: clientIdSchema,
  sequence: sequenceSchema,
});

export const sendEventSchema = newEventSchema
  .extend({ producer: producerStampSchema.optional() })
  .meta({ id: 'SendEvent' });

/** All are stored, or none. */
export const sendEventsSchema = z
  .strictObject({
    events: z
      .array(z.unknown(), 'events must be a list of events.')
      .min(1, 'events must have at least one event.')
      .max(limits.eventBatch.events, `At most ${limits.eventBatch.events} events are taken at once.`)
      .meta({ description: 'Events as POST /v1/events takes one.' }),
    producer: producerStampSchema
      .optional()
      .meta({ description: 'Numbers the first event; the others follow.' }),
  })
  .meta({ id: 'SendEvents' });

export const sentEventsSchema = z
  .object({
    events: z.array(eventSchema).meta({ description: 'As stored, in the order sent.' }),
    duplicates: z
      .int()
      .meta({ description: 'How many of them, the first ones, the producer had sent before.' }),
  })
  .meta({ id: 'SentEvents' });

/** One event of a batch that is refused, beside the others that are. */
export const eventErrorSchema = z.object({
  index: z.int(),
  field: z.string().optional(),
  detail: z.string(),
});

export const newProducerSchema = z
  .strictObject({ clientId: clientIdSchema.optional().meta({ description: 'A new one unless given.' }) })
  .meta({ id: 'NewProducer' });

/** A producer as opened: a new one, or one that goes on. */
export const producerSchema = z
  .object({
    clientId: z.string(),
    nextSequence: sequenceSchema.meta({ description: 'The number that its next new event has.' }),
  })
  .meta({ id: 'Producer' });

/**
 * Which events: fields are joined by AND, keys by OR; `*`, empty or absent means any (AIFlow's notification service).
 */
export const eventFilterSchema = z.strictObject({
  keys: z
    .array(
      z
        .string('A key must be a string.')
        .max(limits.eventNameLength, `A key must have at most ${limits.eventNameLength} characters.`),
      'keys must be a list of strings.',
    )
    .max(limits.eventKeys, `At most ${limits.eventKeys} keys can be asked for at once.`)
    .transform((keys) =>
      keys.length === 0 || keys.some((key) => key === '' || key === '*') ? undefined : [...new Set(keys)],
    )
    .optional(),
  namespace: anyOr('The namespace'),
  sender: anyOr('The sender'),
  eventType: anyOr('The type'),
});

/** From where a listener reads: everything kept, what comes from now on, or what comes after an offset. */
export const startSchema = z.union([
  z.literal('earliest'),
  z.literal('latest'),
  z.int('from is "earliest", "latest" or an offset.').nonnegative('An offset is not negative.'),
]);

export const eventPageSchema = z
  .object({
    events: z.array(eventSchema),
    cursor: offsetSchema.meta({
      description:
        'The log was searched up to here: ask on with it as `afterOffset`, or, newest first, as `endOffset`.',
    }),
    more: z.boolean().meta({ description: 'True when the page was full: there may be more.' }),
  })
  .meta({ id: 'EventPage' });

export const eventCountSchema = z
  .object({
    total: z.int(),
    senders: z.array(z.object({ sender: z.string(), count: z.int() })).meta({ description: 'By name.' }),
  })
  .meta({ id: 'EventCount' });

export const eventOffsetSchema = z.object({ offset: offsetSchema }).meta({ id: 'EventOffset' });

/** The answer to a poll that waits. */
export const listenedEventsSchema = z
  .object({
    events: z.array(eventSchema),
    cursor: offsetSchema.meta({
      description: 'Where to go on, as `afterOffset`; also when there are no events.',
    }),
  })
  .meta({ id: 'ListenedEvents' });

export const eventSocketAddressSchema = z
  .object({
    url: z.string().nullable().meta({
      description: 'A `wss:` URL, or a path of the API itself; null where there is none, and clients poll.',
    }),
  })
  .meta({ id: 'EventSocketAddress' });

const leaseSecondsSchema = z
  .int('leaseSeconds is a whole number.')
  .min(1, 'leaseSeconds must be at least 1.')
  .max(limits.leaseSeconds.max, `leaseSeconds must be at most ${limits.leaseSeconds.max}.`)
  .default(limits.leaseSeconds.default);

export const renewLeaseSchema = z
  .strictObject({
    leaseSeconds: leaseSecondsSchema.meta({ description: 'How long the batch is kept, from now on.' }),
  })
  .meta({ id: 'RenewLease' });

/** A batch of a named subscription: it belongs to the listener until it commits it, or the lease is over. */
export const subscriptionBatchSchema = z
  .object({
    lease: z
      .string()
      .nullable()
      .meta({ description: 'To commit the batch with; null when there was nothing.' }),
    leaseSeconds: z.int(),
    events: z.array(eventSchema),
    cursor: offsetSchema.nullable().meta({
      description:
        'Everything up to here is handed out: what comes after it may be waited for elsewhere. Null when listeners hold as many batches as they may.',
    }),
    overdueSeconds: z.number().nullable().meta({
      description:
        "How long until a batch of another listener's is free again, when nothing was; null when none is held.",
    }),
  })
  .meta({ id: 'SubscriptionBatch' });

export const nextBatchSchema = z
  .strictObject({
    filter: eventFilterSchema.default({}),
    from: startSchema.default('latest').meta({ description: 'Where a subscription that is new begins.' }),
    limit: z
      .int('limit is a whole number.')
      .min(1, 'limit must be at least 1.')
      .max(limits.eventPage.max, `limit must be at most ${limits.eventPage.max}.`)
      .default(limits.eventPage.default),
    waitSeconds: z
      .number('waitSeconds is a number.')
      .min(0, 'waitSeconds must not be negative.')
      .max(limits.waitSeconds, `waitSeconds must be at most ${limits.waitSeconds}.`)
      .default(0),
    leaseSeconds: leaseSecondsSchema.meta({
      description: 'How long the batch is kept for this listener; then another gets it.',
    }),
  })
  .meta({ id: 'NextBatch' });

export const subscriptionSchema = z
  .object({
    name: z.string(),
    owner: z.string(),
    filter: z.object({
      keys: z.array(z.string()).optional(),
      namespace: z.string().optional(),
      sender: z.string().optional(),
      eventType: z.string().optional(),
    }),
    committed: offsetSchema.meta({ description: 'Everything up to here was worked on.' }),
    outstanding: z.int().meta({ description: 'Batches that listeners hold.' }),
  })
  .meta({ id: 'Subscription' });

export type Event = z.infer<typeof eventSchema>;
export type NewEvent = z.infer<typeof newEventSchema>;
export type ProducerStamp = z.infer<typeof producerStampSchema>;
export type Producer = z.infer<typeof producerSchema>;
export type EventFilter = z.infer<typeof eventFilterSchema>;
export type EventStart = z.infer<typeof startSchema>;
export type EventCount = z.infer<typeof eventCountSchema>;
export type EventError = z.infer<typeof eventErrorSchema>;
export type NextBatch = z.infer<typeof nextBatchSchema>;
export type Subscription = z.infer<typeof subscriptionSchema>;
