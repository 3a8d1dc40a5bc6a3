import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executionOf } from '../../../../adapters/aws/firing-execution.ts';
import { consumeBatch } from '../../../../adapters/aws/sqs/consume-batch.ts';
import { deliverMessage } from '../../../../adapters/aws/sqs/deliver-message.ts';
import { lineOf, sqsFiringQueue } from '../../../../adapters/aws/sqs/firing-queue.ts';
import { parseMailKey } from '../../../../adapters/aws/sqs/mail-queue.ts';
import { postpone, postponeParams } from '../../../../adapters/aws/sqs/postpone.ts';
import type { MailRecord } from '../../../../core/ports/mail-store.ts';
import { listen } from '../../../aws/listen.ts';
import { type LocalAws, localAccess, startLocalAws } from '../../../aws/local-aws.ts';
import { firing as firingOf } from '../../../conformance/firing-store.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';

const messages = ['a', 'b', 'c'].map((messageId) => ({
  messageId,
  receiptHandle: `r-${messageId}`,
  body: messageId,
}));

describe('a batch of messages', () => {
  test('is worked on at once; only what failed or asks for it comes again', async () => {
    const errors: unknown[] = [];
    const response = await consumeBatch(
      messages,
      async ({ body }) => {
        if (body === 'a') throw new Error('no');
        return body === 'b' ? 'again' : 'done';
      },
      (error, message) => errors.push([message.messageId, (error as Error).message]),
    );
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }] });
    expect(errors).toEqual([['a', 'no']]);
  });

  test('without failures nothing comes again', async () => {
    const response = await consumeBatch(
      messages,
      async () => 'done',
      () => expect.unreachable(),
    );
    expect(response).toEqual({ batchItemFailures: [] });
  });
});

describe('a message that starts a firing’s execution', () => {
  const execution = (...handlerIds: number[]) =>
    executionOf(
      firingOf({ plan: handlerIds.map((handlerId) => ({ handlerId, version: 0 })) }),
      Buffer.from('{}'),
    );

  test('stands in the line of its handlers, so that one tenant’s backlog does not hold up another’s', () => {
    expect(lineOf(execution(7))).toBe('handler-7');
    expect(lineOf(execution(7, 12))).toMatch(/^handlers-[\w-]{32}$/);
    expect(lineOf(execution(7, 12))).toBe(lineOf(execution(7, 12)));
    expect(lineOf(execution(7, 12))).not.toBe(lineOf(execution(71, 2)));
  });

  // The local server of SQS forgets the groups of standard queues: what is sent is looked at.
  test('has its line on the wire', async () => {
    const sent: { MessageGroupId?: string }[] = [];
    const server = await listen(
      createServer(async (request, response) => {
        const text = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
        sent.push(JSON.parse(text));
        const MD5OfMessageBody = createHash('md5').update(JSON.parse(text).MessageBody).digest('hex');
        response
          .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
          .end(JSON.stringify({ MessageId: 'm', MD5OfMessageBody }));
      }),
    );
    const sqs = new SQSClient({ ...localAccess, endpoint: server.endpoint });
    await sqsFiringQueue(sqs, `${server.endpoint}/000000000000/firings`)(execution(7));
    expect(sent).toMatchObject([{ MessageGroupId: 'handler-7' }]);
    sqs.destroy();
    await server.close();
  });
});

describe('a message about an e-mail', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  const mail: MailRecord = {
    firingId: 'firing',
    handlerId: 7,
    tenantId: 'allen',
    to: 'success@example.com',
    subject: 'subject',
    state: 'pending',
    attempts: 0,
    lastError: null,
    createdAt: 1,
    sentAt: null,
  };
  const firing = {
    id: 'firing',
    hook: 'h',
    tags: [],
    allHandlers: false,
    firedById: 'u',
    firedBy: 'bert',
    fingerprint: 'f',
    payloadBytes: 2,
    plan: [{ handlerId: 7, version: 0 }],
    executionType: 'EXPRESS' as const,
    acceptedAt: 1,
    finishedAt: 3,
  };
  const run = {
    firingId: 'firing',
    handlerId: 7,
    handlerVersion: 0,
    tenantId: 'allen',
    attempt: 1,
    startedAt: 2,
    endedAt: 3,
    notifiedAt: 4,
    secretHash: 's',
    waiting: null,
    attempts: [],
    cancelRequested: null,
    itemCount: null,
    outcome: {
      ok: true as const,
      result: 'r',
      resultType: 'text' as const,
      resultCut: false,
      output: '',
      durationMs: 1,
    },
  };
  const handler = {
    id: 7,
    name: 'report',
    hook: 'h',
    version: 0,
    notifyOnSuccess: 'success@example.com',
    notifyOnFailure: null,
    tags: [],
    code: { sha256: 'a', exportName: 'default' },
    tenantId: 'allen',
    createdBy: 'u',
    updatedBy: 'u',
    createdAt: 1,
    updatedAt: 1,
  };

  /** Delivers a received message about the e-mail as it stands; the mail system answers or not. */
  const deliver = async (standing: MailRecord | undefined, mailSystem: 'up' | 'down') => {
    const queueUrl = aws.createQueue();
    const queueName = queueUrl.split('/').at(-1)!;
    aws.fauxqs.sendMessage(queueName, JSON.stringify({ firingId: 'firing', handlerId: 7 }));
    const { Messages } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
    const { MessageId = '', ReceiptHandle = '', Body = '' } = Messages![0]!;
    const recorded: unknown[] = [];
    let sent = 0;
    const answer = await deliverMessage(
      {
        mails: { get: async () => standing, record: async (_key, result) => void recorded.push(result) },
        firings: { get: async () => ({ firing, runs: [run] }), items: async () => [] },
        handlers: { version: async () => handler },
        mailer: {
          async send() {
            if (mailSystem === 'down') throw new Error('Throttling');
            sent++;
            return 'sent';
          },
        },
        clock: manualClock(1000),
        sqs: aws.sqs,
        queueUrl,
      },
      { messageId: MessageId, receiptHandle: ReceiptHandle, body: Body },
    );
    const [inflight] = aws.fauxqs.inspectQueue(queueName)!.messages.inflight;
    const hiddenSeconds = Math.round((inflight!.visibilityDeadline - Date.now()) / 1000);
    return { answer, recorded, sent, hiddenSeconds };
  };

  test('sends it, and is done with', async () => {
    const { answer, recorded, sent } = await deliver(mail, 'up');
    expect({ answer, recorded, sent }).toEqual({
      answer: 'done',
      recorded: [{ state: 'sent', at: 1000 }],
      sent: 1,
    });
  });

  test('that comes twice sends nothing the second time', async () => {
    expect(await deliver({ ...mail, state: 'sent' }, 'up')).toMatchObject({
      answer: 'done',
      recorded: [],
      sent: 0,
    });
  });

  test('that has expired meanwhile sends nothing', async () => {
    expect(await deliver(undefined, 'up')).toMatchObject({ answer: 'done', recorded: [], sent: 0 });
  });

  test.each([
    [0, 5],
    [4, 1800],
    [9, 12 * 3600 - 60],
  ])(
    'after %i failures stays hidden for %i seconds when the mail system is down',
    async (attempts, seconds) => {
      const { answer, recorded, hiddenSeconds } = await deliver({ ...mail, attempts }, 'down');
      expect(answer).toBe('again');
      expect(recorded).toMatchObject([{ state: 'pending', error: 'Throttling' }]);
      expect(Math.abs(hiddenSeconds - seconds)).toBeLessThanOrEqual(1);
    },
  );

  test('is given up after the last try', async () => {
    const { answer, recorded } = await deliver({ ...mail, attempts: 10 }, 'down');
    expect(answer).toBe('done');
    expect(recorded).toMatchObject([{ state: 'undelivered' }]);
  });

  test('that is none throws, and ends among the dead letters', () => {
    for (const body of ['', '{}', '{"firingId":"f","handlerId":0}'])
      expect(() => parseMailKey(body)).toThrow();
  });

  test('a message is never hidden for longer than SQS takes', async () => {
    expect(postponeParams('url', 'r', 1e12).VisibilityTimeout).toBe(12 * 3600 - 60);
    expect(postponeParams('url', 'r', -5).VisibilityTimeout).toBe(0);
    expect(postponeParams('url', 'r', 1).VisibilityTimeout).toBe(1);
    await expect(postpone(aws.sqs, aws.createQueue(), 'unknown', 1000)).rejects.toThrow();
  });
});
