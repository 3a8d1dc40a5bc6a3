import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { sqliteTaskQueue } from '../../../../adapters/embedded/sqlite/workflows/task-queue.ts';
import { nodeHttpClient } from '../../../../adapters/node/http-client.ts';
import { randomIds } from '../../../../adapters/node/random-ids.ts';
import { parseNetwork } from '../../../../adapters/node/refused-address.ts';
import { systemClock } from '../../../../adapters/node/system-clock.ts';
import type { EndTask } from '../../../../core/contract/task.ts';
import type { TaskQueue } from '../../../../core/ports/task-queue.ts';
import { startRequest } from '../../../../core/workflow/request/start-request.ts';
import { endTask } from '../../../../core/workflow/worker/end-task.ts';
import { openWebServer } from '../../open-web-server.ts';
import { ada, openWorkflows, type Workflows } from './run/open-workflows.ts';

let home: Workflows;
let server: Awaited<ReturnType<typeof openWebServer>>;
let tasks: TaskQueue;
afterEach(async () => {
  home.close();
  await server.close();
});

async function open(
  answers = (response: ServerResponse) => void response.writeHead(202).end(),
): Promise<void> {
  server = await openWebServer((_, response) => answers(response));
  const http = nodeHttpClient({ allowed: [parseNetwork('127.0.0.0/8')] });
  home = await openWorkflows({
    kinds: ({ database }) => {
      tasks = sqliteTaskQueue(database);
      const deps = { http, urls: {}, signer: undefined, clock: systemClock, ids: randomIds() };
      return { request: { start: (start) => startRequest(deps, start), cancel: async () => {} } };
    },
  });
  const parameters = { url: server.url, sync: false, output_mode: 'status' };
  await home.start(`request:post(${JSON.stringify(parameters)})`, { input: { id: 1 } });
}

const key = { tenantId: ada.userId, runId: 'r' };
const sent = async () =>
  await expect.poll(async () => (await home.deps.runs.allSteps(key))[0]?.work?.waitsFor).toBe('callback');
const end = async (says: Partial<EndTask>) => {
  const task: EndTask = { status: 'SUCCESS', ...says };
  await endTask(
    { ...home.deps, tasks, ids: randomIds() } as Parameters<typeof endTask>[0],
    ada,
    { runId: 'r', stepId: '1' },
    task,
  );
};

test('a request with a callback ends with the output that the callback gives', async () => {
  await open();
  await sent();
  await end({ output: { rows: 5 } });
  await home.quiet();
  expect(await home.get('r')).toMatchObject({ state: 'succeeded', output: { rows: 5 } });
});

test('without one, its output is what the request gave', async () => {
  await open();
  await sent();
  await end({});
  await home.quiet();
  expect(await home.get('r')).toMatchObject({ state: 'succeeded', output: { id: 1, request_status: 202 } });
});

test('the callback may say that it failed', async () => {
  await open();
  await sent();
  await end({ status: 'FAILURE', reason: 'no' });
  await home.quiet();
  expect(await home.get('r')).toMatchObject({
    state: 'failed',
    error: { name: 'TaskFailed', message: 'no' },
  });
});

test('said twice, the callback is answered as before', async () => {
  await open();
  await sent();
  await end({ output: { rows: 5 } });
  await end({ output: { rows: 5 } });
  await expect(end({ output: { rows: 6 } })).rejects.toMatchObject({ code: 'task-gone' });
});

test('the callback may come before the request is answered', async () => {
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    void open((response) => {
      answer = () => void response.writeHead(202).end();
      resolve();
    });
  });
  await asked;
  await end({ output: { rows: 5 } });
  answer();
  await home.quiet();
  expect(await home.get('r')).toMatchObject({ state: 'succeeded', output: { rows: 5 } });
});
