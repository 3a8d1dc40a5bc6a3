import { sha256Hex } from '../../core/hash.ts';
import { openStack, type Stack, type StackCall } from '../aws/open-stack.ts';
import { measureTelling } from './aws-event-calls.ts';
import {
  type CostedFunction,
  dollarsPerGbSecond,
  dollarsPerMillion,
  EXPRESS_MS,
  EXPRESS_STEP_GB,
  EXPRESS_STEP_MS,
  functionMs,
  memoryGb,
  SOCKET_MESSAGE_BYTES,
  SQS_REQUEST_BYTES,
} from './aws-prices.ts';

/** Firings that the counts are the mean of, after one that warms up. */
const FIRINGS = 5;

/** What something costs AWS: how often each is called, and DynamoDB's units. */
export type CallCounts = Record<string, number>;

/**
 * The calls of one firing with one and with five handlers, none of which has an e-mail address: counted on the wire while
 * the functions carry it out, warm, each queue polled with a batch of one; and their price.
 */
export async function measureAws(): Promise<object> {
  const stack = await openStack();
  try {
    const apiKey = await stack.bootstrap();
    await registerHandlers(stack, apiKey, 'bench.one', 1);
    await registerHandlers(stack, apiKey, 'bench.five', 5);
    const calls = {
      1: await callsPerFiring(stack, apiKey, 'bench.one'),
      5: await callsPerFiring(stack, apiKey, 'bench.five'),
    };
    return {
      dollarsPerMillion1: price(calls[1]),
      dollarsPerMillion5: price(calls[5]),
      calls,
      ...(await measureTelling(stack, apiKey, () => fireOnce(stack, apiKey, 'bench.one'))),
    };
  } finally {
    await stack.close();
  }
}

async function registerHandlers(stack: Stack, apiKey: string, hook: string, handlers: number): Promise<void> {
  const code = "export default (input) => input.File + ' arrived';";
  const ask = async (path: string, body: object) => {
    const answer = await stack.request('POST', path, { apiKey, body: JSON.stringify(body) });
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await ask('/v1/hooks', { name: hook });
  const sha256 = sha256Hex(code);
  const { upload } = (await ask('/v1/code', { sha256, sizeBytes: code.length })) as {
    upload: { url: string; headers: Record<string, string> } | null;
  };
  if (upload !== null) await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: code });
  for (let index = 0; index < handlers; index++) {
    await ask('/v1/handlers', {
      name: `handler-${index}`,
      hook,
      notifyOnSuccess: null,
      notifyOnFailure: null,
      codeSha256: sha256,
    });
  }
}

async function callsPerFiring(stack: Stack, apiKey: string, hook: string): Promise<CallCounts> {
  await fireOnce(stack, apiKey, hook);
  const counts: CallCounts = {};
  for (let firing = 0; firing < FIRINGS; firing++) {
    stack.takeCalls();
    const id = await fireOnce(stack, apiKey, hook);
    for (const call of stack.takeCalls()) add(counts, call);
    await assertSucceeded(stack, apiKey, id);
  }
  for (const name of Object.keys(counts)) counts[name] = counts[name]! / FIRINGS;
  return counts;
}

async function fireOnce(stack: Stack, apiKey: string, hook: string): Promise<string> {
  const body = JSON.stringify({ File: 'archive.zip', RequestID: 'request', DataSets: [] });
  const answer = await stack.request('POST', `/v1/hooks/${hook}/firings`, { apiKey, body });
  if (answer.status !== 202) throw new Error(`Not accepted: ${JSON.stringify(answer.body)}`);
  await stack.carryOut();
  return (answer.body as { id: string }).id;
}

/** What is counted must have worked. */
async function assertSucceeded(stack: Stack, apiKey: string, id: string): Promise<void> {
  const { body } = await stack.request('GET', `/v1/firings/${id}`, { apiKey });
  const { state, runs } = body as { state: string; runs: { state: string; result: string }[] };
  const succeeded = runs.every((run) => run.state === 'succeeded' && run.result === 'archive.zip arrived');
  if (state !== 'finished' || !succeeded) throw new Error(`The firing failed: ${JSON.stringify(body)}`);
}

export function add(counts: CallCounts, call: StackCall): void {
  const count = (name: string, by: number) => {
    counts[name] = (counts[name] ?? 0) + by;
  };
  count(call.name, 1);
  // API Gateway hands each request to one of these.
  if (['lambda:accept', 'lambda:api', 'lambda:events'].includes(call.name)) count('http', 1);
  if ('sizeBytes' in call) {
    count('socketMessages', Math.max(1, Math.ceil(call.sizeBytes / SOCKET_MESSAGE_BYTES)));
  }
  if (!('units' in call)) return;
  if (call.name.startsWith('dynamodb:')) count(isWrite(call.name) ? 'writeUnits' : 'readUnits', call.units);
  if (call.name.startsWith('sqs:')) {
    count('sqsRequests', Math.max(1, Math.ceil(call.requestBytes / SQS_REQUEST_BYTES)));
  }
}

function isWrite(name: string): boolean {
  return /:(Put|Update|Delete|BatchWrite)Item$/.test(name);
}

/** Dollars per million times, to the cent. */
export function price(counts: CallCounts): number {
  const of = (name: string) => counts[name] ?? 0;
  const functions = (Object.keys(functionMs) as CostedFunction[]).reduce((sum, name) => {
    const gbSeconds = (memoryGb(name) * functionMs[name]) / 1000;
    return (
      sum +
      of(`lambda:${name}`) *
        (dollarsPerMillion.lambdaRequest + gbSeconds * dollarsPerGbSecond.lambdaArm64 * 1e6)
    );
  }, 0);
  const expressSeconds = (Math.ceil(EXPRESS_MS / EXPRESS_STEP_MS) * EXPRESS_STEP_MS) / 1000;
  const express = EXPRESS_STEP_GB * expressSeconds * dollarsPerGbSecond.express * 1e6;
  const dollars =
    of('http') * dollarsPerMillion.httpRequest +
    of('socketMessages') * dollarsPerMillion.socketMessage +
    functions +
    of('sqsRequests') * dollarsPerMillion.sqsRequest +
    of('writeUnits') * dollarsPerMillion.writeUnit +
    of('readUnits') * dollarsPerMillion.readUnit +
    of('states:express') * (dollarsPerMillion.expressExecution + express) +
    of('s3:PUT') * dollarsPerMillion.s3Put +
    of('s3:GET') * dollarsPerMillion.s3Get;
  return Math.round(dollars * 100) / 100;
}
