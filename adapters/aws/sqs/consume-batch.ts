/** What a Lambda function gets of each message, as far as Hookline looks at it. */
export interface Message {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
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
