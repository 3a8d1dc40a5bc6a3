import * as z from 'zod';

const text = z.string().min(1);

export const registryEnv = z.object({
  /** The table of hooks, handlers, users and API keys. */
  REGISTRY_TABLE: text,
});

/** Where things are stored; `adapters/aws/dynamodb/tables.ts` says what the tables are. */
export const storageEnv = registryEnv.extend({
  /** The table of firings, runs and e-mails. */
  FIRINGS_TABLE: text,
  /** The bucket of bundles (`code/`) and of what is too large for the tables; `infra/storage.ts` names its folders. */
  DATA_BUCKET: text,
  /** How long firings, their runs and e-mails are kept, in days. */
  FIRING_RETENTION_DAYS: z.coerce.number().int().positive().default(90),
});

/** The event log. */
export const eventsEnv = z.object({
  /** The table of the event log, of subscriptions and of connections that listen. */
  EVENTS_TABLE: text,
});

/** Workflows. */
export const workflowsEnv = z.object({
  /** The table of workflows, their runs and what these wait for. */
  WORKFLOWS_TABLE: text,
});

/** The state machines of workflows, made while Hookline runs. */
export const workflowMachinesEnv = z.object({
  /** What their ARNs begin with. */
  WORKFLOW_MACHINE_ARN_PREFIX: text,
  /** The role that they assume. */
  WORKFLOW_MACHINE_ROLE_ARN: text,
  /** Where their failures are logged. */
  WORKFLOW_LOG_GROUP_ARN: text,
});

/** The name of the function that the machines call; that one is not told its own. */
export const stepFunctionEnv = z.object({ STEP_FUNCTION: text });

/** What whoever deployed allows requests of workflows, in the words of `hookline start`. */
export const requestsEnv = z.object({
  /** Networks, separated by commas: `10.1.0.0/16`. */
  HOOKLINE_ALLOW_NETWORKS: z.string().default(''),
  /** JSON, see `core/workflow/request/base-urls.ts`. */
  HOOKLINE_URLS: z.string().default('{}'),
});

/** The tokens of these requests. */
export const tokensEnv = z.object({
  /** The key in KMS that signs them; empty where whoever deployed has not turned tokens on. */
  TOKEN_KEY_ARN: z.string().default(''),
  /** The API's public address: who issues them. */
  HOOKLINE_ENDPOINT: z.url(),
});

/** Where listeners open their WebSocket. */
export const socketEnv = z.object({ EVENT_SOCKET_URL: z.url() });

/** Where messages to listeners are posted: the same API, as functions see it. */
export const connectionsEnv = z.object({ EVENT_CONNECTIONS_URL: z.url() });

/** From `publish` to `trigger`. */
export const triggerQueueEnv = z.object({ TRIGGER_QUEUE_URL: z.url() });

/** From `publish` and `workflows` to `wake`. */
export const wakeQueueEnv = z.object({ WAKE_QUEUE_URL: z.url() });

/** From `accept` to `plan`. */
export const firingQueueEnv = z.object({ FIRING_QUEUE_URL: z.url() });

/** From `notify` to `deliver`. */
export const mailQueueEnv = z.object({ MAIL_QUEUE_URL: z.url() });

/** The firing machine, deployed twice from one document. */
export const machinesEnv = z.object({ EXPRESS_MACHINE_ARN: text, STANDARD_MACHINE_ARN: text });

/** How `invoke` runs code. */
export const runnerEnv = z.object({
  /** The name or ARN of the tenant-isolated runner function. */
  RUNNER_FUNCTION: text,
  /** The API's public address, for `context.hookline`. */
  HOOKLINE_ENDPOINT: z.url(),
});

/** How e-mail leaves. */
export const mailEnv = z.object({
  /** The sender's address, of a verified SES identity. */
  MAIL_FROM: text,
  MAIL_CONFIGURATION_SET: text,
});

/** What Lambda itself tells a function. */
const lambdaEnv = z.object({ AWS_LAMBDA_FUNCTION_NAME: text });

/** The name of the function that this is. */
export function ownFunctionName(): string {
  return readEnv(lambdaEnv).AWS_LAMBDA_FUNCTION_NAME;
}

/** The settings a function asks for, from its environment; throws, naming each variable that is missing or wrong. */
export function readEnv<T>(schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  throw new Error(`The environment is incomplete. ${z.prettifyError(parsed.error)}`);
}
