import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SqsQueueListener } from '@hookline/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, localAccess, startLocalAws } from '../../aws/local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());

class Orders extends SqsQueueListener {
  readonly options = { name: 'orders' };
  override credentials() {
    return localAccess.credentials;
  }
}

class Open extends SqsQueueListener {
  readonly options = { name: 'open' };
}

for (const Listener of [Orders, Open]) {
  test(`A message ${Listener === Orders ? 'for which a request was signed' : 'of an open queue'} stays until the event is stored, and is deleted then`, async () => {
    const queueUrl = aws.createQueue();
    const queue = { queueUrl, region: localAccess.region, waitSeconds: 0 };
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: '{"order":7}' }));
    const event = await new Listener().pollForEvent(queue);
    expect(event).toMatchObject({ body: { order: 7 }, queue });
    expect(await aws.messagesIn(queueUrl)).toBe(1);
    await new Listener().eventCheckpointed(event!);
    expect(await aws.messagesIn(queueUrl)).toBe(0);
  });
}

test('An empty queue gives nothing, and text that is no JSON is given as it is', async () => {
  const queueUrl = aws.createQueue();
  const queue = { queueUrl, region: localAccess.region, waitSeconds: 0 };
  expect(await new Orders().pollForEvent(queue)).toBeUndefined();
  await aws.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'plain' }));
  expect(await new Orders().pollForEvent(queue)).toMatchObject({ body: 'plain' });
});

test('A queue that is not there is an error that says so', async () => {
  const queueUrl = `${aws.createQueue()}-not`;
  const poll = new Orders().pollForEvent({ queueUrl, region: localAccess.region, waitSeconds: 0 });
  await expect(poll).rejects.toThrow(/^ReceiveMessage of .*-not was answered 4\d\d: .*QueueDoesNotExist/);
});
