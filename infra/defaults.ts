import { Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { firingSteps } from '../core/firing/steps.ts';

/** The functions that are the platform's own code, by the last folder of their path in `functions/`. */
export const trustedFunctions = [
  ...firingSteps,
  ...(['admit', 'api', 'deliver', 'bootstrap'] as const),
  ...(['events', 'runs', 'socket', 'publish', 'trigger', 'record'] as const),
  ...(['workflows', 'step', 'wake'] as const),
] as const;

export type TrustedFunction = (typeof trustedFunctions)[number];

/** Every Lambda function of the stack. */
export type FunctionName = TrustedFunction | 'runner';

interface FunctionSize {
  /** MiB. CPU grows with it: a whole core at 1,769 (AWS Lambda, "Configure function memory"). */
  readonly memorySize: number;
  readonly timeout: Duration;
}

/** Every size, time and rate of the stack, in one place. */
export const defaults = {
  functions: {
    // Somebody waits for these, and API Gateway gives up after 30 seconds, with WebSockets after 29.
    accept: { memorySize: 512, timeout: Duration.seconds(20) },
    api: { memorySize: 512, timeout: Duration.seconds(29) },
    events: { memorySize: 512, timeout: Duration.seconds(29) },
    runs: { memorySize: 512, timeout: Duration.seconds(29) },
    socket: { memorySize: 512, timeout: Duration.seconds(28) },
    // Draws graphs of a thousand nodes: the more CPU, the sooner.
    workflows: { memorySize: 1024, timeout: Duration.seconds(29) },
    // A state of a workflow waits for it; it may write a few items, fire a handler, and start another workflow.
    step: { memorySize: 512, timeout: Duration.seconds(60) },
    // As `step`, and for thousands that one event wakes: the more CPU, the sooner. A rule that has far to go, and an event that many wait for, go on with
    // the next delivery of the message. Not longer, because a message that failed comes again after six times as long.
    wake: { memorySize: 1024, timeout: Duration.seconds(30) },
    // Short, because a message that failed comes again after six times as long.
    plan: { memorySize: 256, timeout: Duration.seconds(15) },
    // Waits while the handler runs (840 seconds at most) and is paid for waiting: small, and with Lambda's longest time.
    invoke: { memorySize: 256, timeout: Duration.seconds(900) },
    // Answer many at once, and may have to wait for a sender a second.
    publish: { memorySize: 512, timeout: Duration.seconds(60) },
    record: { memorySize: 512, timeout: Duration.seconds(60) },
    trigger: { memorySize: 256, timeout: Duration.seconds(30) },
    admit: { memorySize: 256, timeout: Duration.seconds(30) },
    settle: { memorySize: 256, timeout: Duration.seconds(30) },
    notify: { memorySize: 256, timeout: Duration.seconds(30) },
    finish: { memorySize: 256, timeout: Duration.seconds(30) },
    deliver: { memorySize: 256, timeout: Duration.seconds(30) },
    bootstrap: { memorySize: 256, timeout: Duration.seconds(30) },
    runner: { memorySize: 1024, timeout: Duration.seconds(900) },
  } satisfies Record<FunctionName, FunctionSize>,

  /** Of the functions' and machines' logs; what matters of a firing is in the tables. */
  logRetention: RetentionDays.ONE_MONTH,

  /** Times the timeout of the function that takes the messages: what AWS asks for ("Using Lambda with Amazon SQS"). */
  visibilityTimeouts: 6,

  firingQueue: {
    batchSize: 10,
    /** Deliveries before a message is dead: half an hour, one each minute and a half. */
    maxReceiveCount: 20,
    /** An alarm when the oldest firing has waited longer. */
    alarmAge: Duration.minutes(5),
  },

  mailQueue: {
    batchSize: 10,
    /** Functions that send at once, at most: new SES accounts may send 14 e-mails a second, in the sandbox one. */
    maxConcurrency: 2,
    /** An e-mail is received once for each of its eleven attempts (`core/mail/deliver-mail.ts`), and crashes count too. */
    maxReceiveCount: 20,
    /** SQS does not count messages in that were received more than three times: those wait on purpose. */
    alarmAge: Duration.minutes(15),
  },

  triggerQueue: {
    batchSize: 10,
    /** Deliveries before a message is dead: an hour, one each three minutes. */
    maxReceiveCount: 20,
    /** An alarm when the oldest event waits longer to fire a hook. */
    alarmAge: Duration.minutes(5),
  },

  wakeQueue: {
    batchSize: 10,
    /** Functions at once, at most: each line is worked on by one at a time, and there may be a line for each key of an event. */
    maxConcurrency: 50,
    /**
     * Deliveries before a message is dead: two and a half hours, one each three minutes, when it fails. Until then those behind it in its
     * line wait. An event that so many wait for that it takes longer than the function has comes again at once, and is counted too.
     */
    maxReceiveCount: 50,
    /** An alarm when the oldest event waits longer for what it wakes. */
    alarmAge: Duration.minutes(5),
  },

  streams: {
    /** Of the events: listeners wait for them. */
    events: { batchSize: 100, maxBatchingWindow: Duration.seconds(0) },
    /** Of the firings: what comes together is told together, at less cost. */
    firings: { batchSize: 200, maxBatchingWindow: Duration.seconds(1) },
    /** Of the workflows: what comes together is told together, too. */
    workflows: { batchSize: 200, maxBatchingWindow: Duration.seconds(1) },
    /** How long a batch that fails is tried: as long as the stream has it, 24 hours, but for the time to say that it had to be given up. */
    maxRecordAge: Duration.hours(23),
    /** An alarm when what is taken from a stream is older. */
    alarmAge: Duration.minutes(5),
  },

  /**
   * How often runs of workflows are looked for whose start was interrupted, and how long ago it was: three times each, once it can be
   * told from one that goes on.
   */
  workflowRecovery: {
    every: Duration.minutes(5),
    shortest: Duration.minutes(1),
    longest: Duration.minutes(16),
  },

  /** The longest that SQS keeps a message: time for people to look at it and send it back. */
  deadLetterRetention: Duration.days(14),

  /** How long a firing, its payload and outputs are kept. The functions are told the same number. */
  firingRetention: Duration.days(90),

  /** An upload that was begun and not completed costs and helps nobody. */
  incompleteUploadRetention: Duration.days(1),

  /** Requests a second over the whole API, and at once; beyond that 429. The account's own quota is 10,000 and 5,000. */
  apiThrottle: { rateLimit: 3000, burstLimit: 5000 },

  /** Messages of listeners a second, and at once; a listener sends one for each answer that it gets. */
  socketThrottle: { rateLimit: 3000, burstLimit: 5000 },
} as const;
