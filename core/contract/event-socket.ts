import * as z from 'zod';
import { eventFilterSchema, eventSchema, offsetSchema } from './event.ts';
import { text } from './fields.ts';
import { limits } from './limits.ts';
import { problemSchema } from './problem.ts';

/*
 * The messages of the WebSocket that listeners wait on: JSON text, one message each. The address is what `GET /v1/events/socket`
 * answers; the API key comes with the handshake, in its Authorization header.
 */

const requestIdSchema = text('The id of a request', 1, limits.eventSocket.idLength).meta({
  description: 'Chosen by the client; the answer has it. A later `next` with the id replaces one that waits.',
});

/**
 * Asks for the events after an offset: answered once, as soon as there are some. What comes after them is asked for anew, so
 * that a listener gets no more than it takes.
 */
export const socketNextSchema = z.strictObject({
  action: z.literal('next'),
  id: requestIdSchema,
  filter: eventFilterSchema.default({}),
  afterOffset: offsetSchema,
  limit: z
    .int('limit is a whole number.')
    .min(1, 'limit must be at least 1.')
    .max(limits.eventPage.max, `limit must be at most ${limits.eventPage.max}.`)
    .default(limits.eventPage.default),
});

/** Takes a `next` back. Its answer may be under way. */
export const socketCancelSchema = z.strictObject({ action: z.literal('cancel'), id: requestIdSchema });

/** Keeps the connection: API Gateway ends one that says nothing for ten minutes, and each after two hours. */
export const socketPingSchema = z.strictObject({ action: z.literal('ping') });

/** What a client says, in at most `limits.eventSocket.requestBytes`. */
export const socketRequestSchema = z.discriminatedUnion(
  'action',
  [socketNextSchema, socketCancelSchema, socketPingSchema],
  'action must be "next", "cancel" or "ping".',
);

/** The answer to `next`: at least one event. `cursor` is the `afterOffset` to go on with. */
export const socketEventsSchema = z.object({
  id: z.string(),
  events: z.array(eventSchema),
  cursor: offsetSchema,
});

/** The answer to `next` when already the next event is larger than a message may be: it is to be listed by HTTP. */
export const socketTooLargeSchema = z.object({ id: z.string(), tooLarge: z.literal(true) });

/** What is wrong with a request; without `id` where it had none. */
export const socketProblemSchema = z.object({ id: z.string().optional(), problem: problemSchema });

/** The answer to `ping`. */
export const socketPongSchema = z.object({ pong: z.literal(true) });

/**
 * What the server says. After a failure an answer may come twice: a client drops what answers no request of its own, and
 * events up to its cursor.
 */
export const socketAnswerSchema = z.union([
  socketEventsSchema,
  socketTooLargeSchema,
  socketProblemSchema,
  socketPongSchema,
]);

export type SocketNext = z.infer<typeof socketNextSchema>;
export type SocketRequest = z.infer<typeof socketRequestSchema>;
export type SocketAnswer = z.infer<typeof socketAnswerSchema>;
