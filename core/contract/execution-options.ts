import * as z from 'zod';
import { limits } from './limits.ts';

/*
 * How a handler is carried out: the options of `register` and `defineHandler` beyond its name, hook, addresses and tags.
 * Each is optional, and an absent one is not stored. docs/guide/execution.md tells them to people.
 */

/** A whole number within limits, both inclusive. */
const whole = (what: string, unit: string, { min, max }: { min: number; max: number }) =>
  z
    .int(`${what} must be a whole number${unit}.`)
    .min(min, `${what} must be at least ${min}.`)
    .max(max, `${what} must be at most ${max}.`);

const seconds = (what: string, min: number, max: number) =>
  z
    .number(`${what} must be a number of seconds.`)
    .min(min, `${what} must be at least ${min}.`)
    .max(max, `${what} must be at most ${max}.`);

const flag = (what: string) => z.boolean(`${what} must be true or false.`);

/** A JSONata expression; registration also compiles it, and refuses one that does not compile. */
const expression = (what: string) =>
  z
    .string(`${what} must be a JSONata expression, as a string.`)
    .min(1, `${what} must not be empty.`)
    .max(limits.expressionLength, `${what} must have at most ${limits.expressionLength} characters.`)
    .refine((text) => text.isWellFormed(), `${what} must be well-formed Unicode.`);

/**
 * How a run that fails is tried again; without it there is one attempt. After failed attempt n the wait is 0 seconds for
 * n = 1, else min(backoffFactorSeconds * 2^(n-1), maxBackoffSeconds), and with jitter a random time up to that
 * (event_pipeline's RetryPolicy; the jitter is "full jitter" of the AWS Architecture Blog, "Exponential Backoff And
 * Jitter"). No wait follows the last attempt.
 */
export const retrySchema = z
  .strictObject(
    {
      maxAttempts: whole('retry.maxAttempts', ', counting all attempts', limits.maxAttempts)
        .default(limits.maxAttempts.default)
        .meta({ description: 'All attempts, the first included; 1 to 100.' }),
      backoffFactorSeconds: seconds('retry.backoffFactorSeconds', 0, limits.retryWaitSeconds)
        .default(0.05)
        .meta({ description: 'Doubled after each failed attempt; 0 to 86,400.' }),
      maxBackoffSeconds: seconds('retry.maxBackoffSeconds', 0, limits.retryWaitSeconds)
        .default(100)
        .meta({ description: 'The longest wait between attempts; 0 to 86,400.' }),
      retryOn: z
        .array(
          z
            .string('An entry of retry.retryOn is the name of an error.')
            .min(1, 'The name of an error must not be empty.')
            .max(
              limits.nameLength,
              `The name of an error must have at most ${limits.nameLength} characters.`,
            ),
          'retry.retryOn must be a list of names of errors.',
        )
        .max(limits.retryOn, `retry.retryOn may have at most ${limits.retryOn} names.`)
        .default([])
        .meta({
          description: 'Names of the errors that are worth another attempt, exact; empty for every error.',
          example: ['ConnectionError'],
        }),
      includeSubclasses: flag('retry.includeSubclasses')
        .default(false)
        .meta({ description: 'Whether an error also counts by the names of the classes that it extends.' }),
      jitter: flag('retry.jitter').default(true).meta({
        description: 'Whether each wait is a random part of its length, so that failures spread out.',
      }),
    },
    'retry must be an object.',
  )
  .meta({ id: 'Retry' });

/** Where and how the code runs. */
export const executorSchema = z
  .strictObject(
    {
      kind: z
        .enum(['process', 'thread'], 'executor.kind must be "process" or "thread".')
        .exactOptional()
        .meta({
          description:
            "process (the default): runs of one tenant follow one another in a process. thread: a worker thread of a process that the same tenant's other threads share; less isolation between runs of one tenant, faster starts.",
        }),
      maxWorkers: whole('executor.maxWorkers', '', limits.maxWorkers).exactOptional().meta({
        description:
          'Runs (with each: items) of this handler that go on at once, per value of concurrencyKey where there is one; the others wait, first come first served. 1 to 1,000; as many as the platform can unless given.',
      }),
      maxTasksPerChild: whole('executor.maxTasksPerChild', '', limits.maxTasksPerChild)
        .exactOptional()
        .meta({ description: 'Runs after which the process is replaced by a new one; 1 to 1,000,000.' }),
      namePrefix: z
        .string('executor.namePrefix must be a string.')
        .regex(
          /^[A-Za-z0-9][A-Za-z0-9 ._:-]*$/,
          'executor.namePrefix has letters, digits, spaces, ".", "_", ":" and "-" only, and starts with a letter or digit.',
        )
        .max(
          limits.namePrefixLength,
          `executor.namePrefix must have at most ${limits.namePrefixLength} characters.`,
        )
        .exactOptional()
        .meta({
          description: 'Names the process or thread, and begins its lines in logs; at most 50 characters.',
        }),
      timeoutSeconds: whole('executor.timeoutSeconds', ' of seconds', {
        min: 1,
        max: limits.timeoutSeconds.max,
      })
        .exactOptional()
        .meta({
          description: 'How long an attempt (with each: an item’s) may take; 1 to 840, 60 unless given.',
        }),
      memoryMiB: whole('executor.memoryMiB', ' of MiB', limits.memoryMiB)
        .exactOptional()
        .meta({ description: 'The JavaScript heap, in MiB; 64 to 640, 256 unless given.' }),
    },
    'executor must be an object.',
  )
  .meta({ id: 'Executor' });

/** At most so many starts within any time so long, per handler; the others wait, first come first served. */
export const rateLimitSchema = z
  .strictObject(
    {
      count: whole('rateLimit.count', '', limits.rateCount).meta({ description: 'Starts; 1 to 1,000.' }),
      perSeconds: seconds('rateLimit.perSeconds', 0.001, limits.ratePeriodSeconds).meta({
        description: 'Within any so many seconds; 0.001 to 86,400.',
      }),
    },
    'rateLimit must be an object.',
  )
  .meta({ id: 'RateLimit' });

/** The four states of event_pipeline's EventEvaluation. */
const evaluationNames = [
  'SUCCESS_ON_ALL_EVENTS_SUCCESS',
  'FAILURE_FOR_PARTIAL_ERROR',
  'SUCCESS_FOR_PARTIAL_SUCCESS',
  'FAILURE_FOR_ALL_EVENTS_FAILURE',
] as const;

/** What of a run's items makes the run a success; volnux's majority, at least n and at least percent as well. */
export const evaluationSchema = z
  .union(
    [
      z.enum(evaluationNames),
      z.strictObject({ majority: z.literal(true), tieBreaker: z.boolean().default(true) }),
      z.strictObject({ atLeast: whole('evaluation.atLeast', ' of items', { min: 0, max: limits.items }) }),
      z.strictObject({
        atLeastPercent: z
          .number('evaluation.atLeastPercent must be a number.')
          .min(0, 'evaluation.atLeastPercent must be at least 0.')
          .max(100, 'evaluation.atLeastPercent must be at most 100.'),
      }),
    ],
    `evaluation must be one of ${evaluationNames.join(', ')}, or {majority: true, tieBreaker: true}, {atLeast: n} with n from 0 to ${limits.items}, or {atLeastPercent: p} with p from 0 to 100.`,
  )
  .meta({
    description:
      'What of the items makes the run a success: a name, {majority: true, tieBreaker} (tieBreaker: what as many successes as failures are), {atLeast: n} or {atLeastPercent: p}. SUCCESS_ON_ALL_EVENTS_SUCCESS unless given.',
  });

/** The fields of a handler that say how it is carried out. */
export const executionOptions = {
  retry: retrySchema
    .exactOptional()
    .meta({ description: 'How failures are tried again; one attempt without.' }),
  executor: executorSchema.exactOptional().meta({ description: 'Where and how the code runs.' }),
  concurrencyKey: expression('concurrencyKey').exactOptional().meta({
    description: 'JSONata over the input: executor.maxWorkers (1 unless given) holds for each of its values.',
    example: 'customer.id',
  }),
  rateLimit: rateLimitSchema
    .exactOptional()
    .meta({ description: 'How many runs (items) may start in a time.' }),
  filter: expression('filter').exactOptional().meta({
    description:
      'JSONata over the input and $event (hook, tags, firedBy, firingId, acceptedAt): the handler runs for the firings for which it is true, of those that its tags choose.',
    example: 'amount > 100',
  }),
  each: expression('each').exactOptional().meta({
    description:
      'A path or JSONata over the input: the handler runs once for each item of the list that it gives.',
    example: 'DataSets',
  }),
  batchSize: whole('batchSize', ' of items', limits.batchSize)
    .exactOptional()
    .meta({ description: 'With each: items handed over together, as a list; 1 to 10,000.' }),
  evaluation: evaluationSchema.exactOptional(),
  stopOnError: flag('stopOnError').exactOptional().meta({
    description: 'With each: an item that returned a failure ends the remaining items as cancelled.',
  }),
  stopOnException: flag('stopOnException').exactOptional().meta({
    description: 'With each: an item whose last attempt threw ends the remaining items as cancelled.',
  }),
  stopOnSuccess: flag('stopOnSuccess').exactOptional().meta({
    description: 'With each: an item that succeeded ends the remaining items as cancelled.',
  }),
} as const;

const executionOptionsSchema = z.object(executionOptions);

/** Options that say something about items only. */
const ofItems = ['batchSize', 'evaluation', 'stopOnError', 'stopOnException', 'stopOnSuccess'] as const;

/** Refuses options that would do nothing; for `superRefine`. */
export function checkExecutionOptions(options: ExecutionOptions, refuse: z.core.$RefinementCtx): void {
  if (options.each !== undefined) return;
  for (const name of ofItems) {
    if (options[name] === undefined) continue;
    const message = `${name} is about items, and there are none: say in "each" where they are, or leave it out.`;
    refuse.addIssue({ code: 'custom', path: [name], message, input: options[name] });
  }
}

/** The options out of a larger object; absent ones stay absent. */
export function pickExecutionOptions(from: Readonly<ExecutionOptions>): ExecutionOptions {
  const { retry, executor, concurrencyKey, rateLimit, filter, each, batchSize, evaluation } = from;
  const { stopOnError, stopOnException, stopOnSuccess } = from;
  return {
    ...(retry !== undefined && { retry }),
    ...(executor !== undefined && { executor }),
    ...(concurrencyKey !== undefined && { concurrencyKey }),
    ...(rateLimit !== undefined && { rateLimit }),
    ...(filter !== undefined && { filter }),
    ...(each !== undefined && { each }),
    ...(batchSize !== undefined && { batchSize }),
    ...(evaluation !== undefined && { evaluation }),
    ...(stopOnError !== undefined && { stopOnError }),
    ...(stopOnException !== undefined && { stopOnException }),
    ...(stopOnSuccess !== undefined && { stopOnSuccess }),
  };
}

/** How a handler is carried out; an absent option takes its default. */
export type ExecutionOptions = z.infer<typeof executionOptionsSchema>;
/** The same as people write it: fields with a default may be left out. */
export type ExecutionOptionsInput = z.input<typeof executionOptionsSchema>;
export type Retry = z.infer<typeof retrySchema>;
export type Evaluation = z.infer<typeof evaluationSchema>;
