/** What the platform accepts, in one place. Each limit has its own error, named in `core/problem.ts`'s catalogue. */
export const limits = {
  /** A firing's payload, in bytes of UTF-8. */
  payloadBytes: 1024 * 1024,
  /** Arrays and objects inside one another in a payload. */
  payloadDepth: 64,
  /** Tags on a handler or chosen by a firing. */
  tags: 50,
  /** Characters of a tag. */
  tagLength: 128,
  /** Characters of a hook's, handler's or user's name. */
  nameLength: 200,
  /** Characters of a hook's description. */
  descriptionLength: 2000,
  /** Characters of an e-mail address (RFC 5321, 4.5.3.1.3). */
  addressLength: 254,
  /** Characters of an idempotency key. */
  idempotencyKeyLength: 255,
  /** A handler's bundle, in bytes. */
  bundleBytes: 10 * 1024 * 1024,
  /** A hook's payload schema, in bytes of JSON. */
  schemaBytes: 64 * 1024,
  /** What is kept of a handler's result, in bytes of UTF-8; the rest is cut, and said to be. */
  resultBytes: 64 * 1024,
  /** What a run may print, in bytes; one more ends it. */
  outputBytes: 256 * 1024,
  /** What is kept of the output of an attempt that another one follows, in bytes: its end. */
  attemptOutputBytes: 16 * 1024,
  /** Time an attempt may take, in seconds. */
  timeoutSeconds: { default: 60, max: 840 },
  /** Attempts of a run (of an item), all of them counted. */
  maxAttempts: { min: 1, default: 5, max: 100 },
  /** The longest wait between two attempts, in seconds: a day. */
  retryWaitSeconds: 86_400,
  /** Names in `retry.retryOn`. */
  retryOn: 50,
  /** Runs of one handler that go on at once. */
  maxWorkers: { min: 1, max: 1000 },
  /** Runs after which a process is replaced. */
  maxTasksPerChild: { min: 1, max: 1_000_000 },
  /** Characters of `executor.namePrefix`. */
  namePrefixLength: 50,
  /** The JavaScript heap of a run, in MiB; Node needs memory beside it, and the runner function has 1,024. */
  memoryMiB: { min: 64, default: 256, max: 640 },
  /** Characters of a value of `concurrencyKey`. */
  concurrencyKeyLength: 256,
  /** Characters of a JSONata expression. */
  expressionLength: 2000,
  /** Starts within the period of a rate limit: so many times are remembered. */
  rateCount: { min: 1, max: 1000 },
  /** The longest period of a rate limit, in seconds: a day. */
  ratePeriodSeconds: 86_400,
  /** Items, or batches of items, of one run. */
  items: 1000,
  /** What is kept of an item's result, error and output, in characters each. */
  itemTextLength: 1000,
  /** Items handed over together. */
  batchSize: { min: 1, max: 10_000 },
  /** Time one request may wait for a firing to finish, in seconds. */
  waitSeconds: 25,
  /** How long a rotated key goes on working, in seconds. */
  rotationOverlapSeconds: { default: 3600, max: 30 * 24 * 3600 },
  /** How long finished firings are kept, with their runs and e-mails, in days. */
  retentionDays: 90,
  /** Characters of an event's key, namespace, sender and type (AIFlow's notification service). */
  eventNameLength: 1024,
  /** Characters of an event's context. */
  eventContextLength: 8192,
  /** An event's value, in bytes of its JSON in UTF-8. */
  eventValueBytes: 256 * 1024,
  /** Arrays and objects inside one another in an event's value: with the event around it, it is a payload for a hook. */
  eventValueDepth: 63,
  /** Events sent at once, and how many bytes of JSON they may be together. */
  eventBatch: { events: 500, sizeBytes: 2 * 1024 * 1024 },
  /** Keys that one listing or listener may name. */
  eventKeys: 100,
  /** Events on one page of a listing, and how many bytes they may be together; one is always given. */
  eventPage: { default: 100, max: 1000, sizeBytes: 2 * 1024 * 1024 },
  /** Characters of a producer's client id, and of a subscription's name. */
  clientIdLength: 200,
  /** Runs or firings on one page of a listing, and entries of the log that are looked at for it. */
  runPage: { default: 50, max: 200, searched: 2000 },
  /** How long events of a namespace are kept, in days. */
  eventRetentionDays: { default: 90, max: 3650 },
  /** How long a batch of a subscription belongs to the listener that took it, in seconds. */
  leaseSeconds: { default: 60, max: 3600 },
  /**
   * Messages of the WebSocket that listeners wait on, in bytes: what a client may send, and what it is sent (API Gateway: a
   * frame and a message of a WebSocket API, at most 32 and 128 KB); characters of a request's id; and requests of one connection
   that wait at the same time.
   */
  eventSocket: { requestBytes: 32 * 1024, answerBytes: 128 * 1024, idLength: 64, waiting: 100 },
  /** Batches of one subscription that listeners may hold at the same time. */
  leases: 100,
  /**
   * A workflow: characters of its source and of a guard, nodes and edges of its graph, subflows inside one another, errors listed;
   * characters of its document (Step Functions: 1 MB). A run of one: characters of its id, runs that have started one another, rounds of
   * an iteration.
   */
  workflow: {
    sourceLength: 100_000,
    guardLength: 2000,
    nodes: 1000,
    edges: 10_000,
    depth: 16,
    errors: 100,
    documentLength: 1024 * 1024,
    runIdLength: 200,
    runDepth: 50,
    rounds: 1000,
  },
  /** Characters of a step's id: 16 subflows deep, with the rounds and passes around it. */
  stepIdLength: 300,
  /**
   * Tasks of external workers: how many one claim takes, and how many bytes of JSON they may be together (one is always given);
   * how long a claim waits, in seconds; characters of a failure's reason.
   */
  task: { claimed: 100, answerBytes: 2 * 1024 * 1024, waitSeconds: 20, reasonLength: 4000 },
  /** Steps that may wait for one latch: they are kept with it. */
  latchWaiters: 1000,
  /**
   * A run of a workflow: bytes of JSON of its metadata, steps that are listed with it, bytes of an answer or of a
   * request with a whole archive in it (API Gateway and Lambda: six megabytes), and bytes of an archive that is kept by the platform.
   */
  workflowRun: {
    metadataBytes: 16 * 1024,
    listedSteps: 5000,
    answerBytes: 5 * 1024 * 1024,
    archiveBytes: 64 * 1024 * 1024,
  },
  /** Attempts of a run whose process or machine vanished before it is given up; apart from `maxAttempts`. */
  lostAttempts: 5,
} as const;
