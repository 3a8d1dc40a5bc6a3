import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** A DynamoDB table, whose keys are `PK` and `SK`, both strings. Its TTL attribute is `expiresAt`, in seconds. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

export interface Key {
  readonly PK: string;
  readonly SK: string;
}

/** Ids as sort keys: as many digits as the largest safe integer has, so that strings sort as numbers do. */
export function sortableId(id: number): string {
  return String(id).padStart(16, '0');
}
