import { defaults } from '../../infra/defaults.ts';

/** US dollars per million in us-east-1, of `docs/decisions/005-aws-storage-and-cost.md`. */
export const dollarsPerMillion = {
  httpRequest: 1,
  lambdaRequest: 0.2,
  sqsRequest: 0.4,
  writeUnit: 0.625,
  readUnit: 0.125,
  expressExecution: 1,
  s3Put: 5,
  s3Get: 0.4,
  mail: 100,
  socketMessage: 1,
  connectionMinute: 0.25,
} as const;

/** US dollars per GB-second. */
export const dollarsPerGbSecond = { lambdaArm64: 0.0000133, express: 0.0000167 } as const;

/** SQS counts a request for each 64 KiB. */
export const SQS_REQUEST_BYTES = 64 * 1024;

/** A WebSocket API counts a message for each 32 KiB. */
export const SOCKET_MESSAGE_BYTES = 32 * 1024;

/** Express is paid by 64 MB and 100 ms begun. */
export const EXPRESS_STEP_GB = 64 / 1024;
export const EXPRESS_STEP_MS = 100;

/**
 * Milliseconds of a warm call, assumed, for a handler that itself takes 10 ms: what each function waits for, at about 5 ms a
 * call of DynamoDB or SQS, 10 ms one of Step Functions or Lambda, and a few of its own. The memory is the stack's.
 */
export const functionMs = {
  accept: 25,
  plan: 12,
  invoke: 40,
  settle: 15,
  notify: 20,
  finish: 15,
  runner: 15,
  events: 25,
  socket: 25,
  publish: 30,
  record: 40,
} as const;

export type CostedFunction = keyof typeof functionMs;

/** From the start of an execution to its end, assumed: the longest invoke, and the steps around it. */
export const EXPRESS_MS = 100;

export function memoryGb(name: CostedFunction): number {
  return defaults.functions[name].memorySize / 1024;
}
