/** What a Lambda function gets of each message, as far as Hookline looks at it. */
export interface Message {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes?: {
    /** In a FIFO queue, the line that the message stands in. */
    readonly MessageGroupId?: string;
  };
}

/** The messages that SQS is to deliver again; the others are deleted (AWS Lambda, "partial batch responses"). */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Works on each message of a batch, all at once. Those for which `work` rejects or answers `again` are delivered again;
 * rejections are given to `onError`.
 */
export async function consumeBatch(
  messages: readonly Message[],
  work: (message: Message) => Promise<'done' | 'again'>,
  onError: (error: unknown, message: Message) => void,
): Promise<BatchResponse> {
  const outcomes = await Promise.all(
    messages.map(async (message) => {
      try {
        return await work(message);
      } catch (error) {
        onError(error, message);
        return 'again';
      }
    }),
  );
  return {
    batchItemFailures: messages
      .filter((_, index) => outcomes[index] === 'again')
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}

/**
 * Works on the messages of a FIFO queue: the lines at the same time, and of each line one message after the other. Where one fails, or is
 * wanted again, all behind it in its line are delivered again too (AWS Lambda, "partial batch responses").
 *
 * @param atOnce makes messages visible that are wanted again, which did not fail: a line waits for all that were received of it.
 */
export async function consumeLines(
  messages: readonly Message[],
  work: (message: Message) => Promise<'done' | 'again'>,
  onError: (error: unknown, message: Message) => void,
  atOnce: (message: Message) => Promise<void>,
): Promise<BatchResponse> {
  const lines = [...Map.groupBy(messages, ({ attributes }) => attributes?.MessageGroupId ?? '').values()];
  const failed = await Promise.all(
    lines.map(async (line) => {
      for (const [index, message] of line.entries()) {
        try {
          if ((await work(message)) === 'done') continue;
          const left = line.slice(index);
          await Promise.all(left.map(atOnce));
          return left;
        } catch (error) {
          onError(error, message);
          return line.slice(index);
        }
      }
      return [];
    }),
  );
  return { batchItemFailures: failed.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
