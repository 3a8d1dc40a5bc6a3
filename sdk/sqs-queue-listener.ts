import { AwsClient } from 'aws4fetch';
import { EventListener } from './event-listener.ts';

/** Where a queue is. */
export interface SqsQueue {
  /** `https://sqs.us-east-1.amazonaws.com/123456789012/orders`. */
  readonly queueUrl: string;
  /** That of the URL unless given. */
  readonly region?: string;
  /** How long one look waits for a message, in seconds; 0 to 20, 20 unless given. */
  readonly waitSeconds?: number;
  /** How long the message is nobody else's, in seconds: until it is stored in the run and deleted; 60 unless given. */
  readonly visibilitySeconds?: number;
}

/** A message of a queue. */
export interface SqsMessage {
  readonly messageId: string;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  /** What it takes to delete it. */
  readonly receiptHandle: string;
  readonly queue: SqsQueue;
}

/** What signs requests (AWS Signature Version 4). */
export interface SqsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Waits for a message of an Amazon SQS queue. The message is deleted when it is stored in the workflow's run
 * (`eventCheckpointed`); before that, a crash lets it come back to the queue.
 *
 * Extend it to say who asks: the code of a workflow has no credentials of the platform.
 *
 * @example
 * export default class Orders extends SqsQueueListener {
 *   readonly options = { name: 'orders' };
 *   credentials() { return { accessKeyId: '…', secretAccessKey: '…' }; }
 * }
 */
export abstract class SqsQueueListener extends EventListener<[SqsQueue], SqsMessage> {
  /** Who asks; undefined for a queue whose policy lets anybody. */
  credentials(): SqsCredentials | undefined | Promise<SqsCredentials | undefined> {
    return undefined;
  }

  async pollForEvent(queue: SqsQueue): Promise<SqsMessage | undefined> {
    const { Messages = [] } = (await this.#call(queue, 'ReceiveMessage', {
      QueueUrl: queue.queueUrl,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: queue.waitSeconds ?? 20,
      VisibilityTimeout: queue.visibilitySeconds ?? 60,
    })) as { Messages?: { MessageId: string; Body: string; ReceiptHandle: string }[] };
    const [message] = Messages;
    if (message === undefined) return undefined;
    const { MessageId, Body, ReceiptHandle } = message;
    return { messageId: MessageId, body: parsed(Body), receiptHandle: ReceiptHandle, queue };
  }

  override async eventCheckpointed({ queue, receiptHandle }: SqsMessage): Promise<void> {
    await this.#call(queue, 'DeleteMessage', { QueueUrl: queue.queueUrl, ReceiptHandle: receiptHandle });
  }

  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html */
  async #call(queue: SqsQueue, action: string, body: object): Promise<unknown> {
    const credentials = await this.credentials();
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
      body: JSON.stringify(body),
    };
    const url = new URL(queue.queueUrl).origin;
    const region = queue.region ?? /^https?:\/\/sqs\.([\w-]+)\.amazonaws\./.exec(queue.queueUrl)?.[1];
    const answer =
      credentials === undefined
        ? await fetch(url, request)
        : await new AwsClient({
            ...credentials,
            service: 'sqs',
            ...(region !== undefined && { region }),
            retries: 0,
          }).fetch(url, request);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${action} of ${queue.queueUrl} was answered ${answer.status}: ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
