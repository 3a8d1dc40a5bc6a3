import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  type Connection,
  defineTask,
  type Flow,
  getWorkflowRun,
  register,
  SqsQueueListener,
  sendEventTo,
  sleep,
  startWorkflow,
  task,
  wait,
  waitForEvent,
  waitForWorkflow,
  workflow,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalAws, localAccess, startLocalAws } from '../aws/local-aws.ts';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { newPerson } from './hosts/people.ts';

/** The deployed home is an emulator of AWS, which takes its time. */
const patience = { timeout: 60_000, interval: 100 };

/** What Ray Workflows' document of events tells: the timer pair, the HTTP event, the listener of a queue. */
describe("Ray's story of events", () => {
  let host: Host;
  let ada: Connection;
  let aws: LocalAws;
  beforeAll(async () => {
    [host, aws] = await Promise.all([openHost(), startLocalAws()]);
    ada = await newPerson(host, 'ada');
    await register(ada, gather.options, gather.handler);
  });
  afterAll(async () => {
    await Promise.all([host?.stop(), aws?.close()]);
  });

  const gather = defineTask({ name: 'gather' }, (input: unknown[]) => input);
  const outcome = (id: string) => waitForWorkflow(ada, id, { timeoutSeconds: 60 });

  test('two timers run at the same time, and what needs both begins after the longer', async () => {
    const timers = workflow('timers', (flow: Flow<{ n: number }>) => {
      const one = flow.run(sleep(2), flow.input);
      const other = flow.run(sleep(1), flow.input);
      return flow.run(task(gather), [one, other]);
    });
    const { id } = await startWorkflow(ada, timers, { input: { n: 1 } });
    expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: [{ n: 1 }, { n: 1 }] });
    const { steps } = await getWorkflowRun(ada, id);
    const [one, other, both] = ['wait:delay', 'wait:delay_1', 'gather'].map((name) =>
      Date.parse(steps.find((step) => step.name === name)!.startedAt!),
    );
    // The second did not wait for the first, and what needs both did for the longer.
    expect(other! - one!).toBeLessThan(1000);
    expect(both! - one!).toBeGreaterThanOrEqual(2000);
  });

  test('an event that is sent to the run over HTTP ends the wait, with its payload as the output', async () => {
    const approval = workflow('approval', (flow) =>
      flow.run(wait.http<{ by: string }>('approved'), flow.input),
    );
    const { id } = await startWorkflow(ada, approval);
    const url = new URL(
      `/event/send_event/${id}`,
      host.url.startsWith('http') ? host.url : `http://${host.url}`,
    );
    const send = (body: object) =>
      fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${ada.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await send({ event_payload: {} })).status).toBe(404);
    expect((await send({ event_key: 'other', event_payload: {} })).status).toBe(404);
    const accepted = await send({ event_key: 'approved', event_payload: { by: 'ada' } });
    expect([accepted.status, await accepted.json()]).toEqual([200, {}]);
    expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: { by: 'ada' } });
    expect((await send({ event_key: 'approved', event_payload: {} })).status).toBe(409);
  });

  test('the same from code, also before the step has begun', async () => {
    const later = workflow('later', (flow) => flow.run(wait.http('go'), flow.run(sleep(1), flow.input)));
    const { id } = await startWorkflow(ada, later);
    await sendEventTo(ada, id, 'go', { n: 7 });
    expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: { n: 7 } });
  });

  test("a queue's message is the event, and deleted when it is stored", async () => {
    class Orders extends SqsQueueListener {
      readonly options = { name: 'orders' };
      override credentials() {
        return { accessKeyId: 'local', secretAccessKey: 'local' };
      }
    }
    await register(ada, Orders);
    const queueUrl = aws.createQueue();
    const queue = { queueUrl, region: localAccess.region, waitSeconds: 1 };
    const order = workflow('order', (flow) =>
      flow.run(waitForEvent(Orders, { args: [queue], timeoutSeconds: 600 }), flow.input),
    );
    const { id } = await startWorkflow(ada, order);
    await expect
      .poll(async () => (await getWorkflowRun(ada, id)).steps, patience)
      .toMatchObject([{ name: 'wait:listener', state: 'active' }]);
    const sqs = new SQSClient({ ...localAccess, endpoint: aws.fauxqsEndpoint });
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: '{"order": 7}' }));
    expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: { body: { order: 7 } } });
    await expect.poll(() => aws.messagesIn(queueUrl), patience).toBe(0);
    sqs.destroy();
  });
});
