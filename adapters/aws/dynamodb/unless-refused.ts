import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** What the write answers, or `refused` when its condition did not hold. */
export async function unlessRefused<T>(write: Promise<T>): Promise<T | 'refused'> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'refused';
    throw error;
  }
}
