import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import type { Table } from '../../adapters/aws/dynamodb/table.ts';
import { tables } from '../../adapters/aws/dynamodb/tables.ts';
import type { Bucket } from '../../adapters/aws/s3/s3-objects.ts';

/** What every client of a local server is configured with. */
export const localAccess = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

/** DynamoDB, SQS and S3 in memory, spoken to over the wire. */
export interface LocalAws {
  readonly dynamodbEndpoint: string;
  /** SQS and S3. */
  readonly fauxqs: FauxqsServer;
  readonly fauxqsEndpoint: string;
  readonly sqs: SQSClient;
  /** A new table as the stack has it; its users go by the other endpoint where one is named. */
  createTable(kind: keyof typeof tables, endpoint?: string): Promise<Table>;
  /** A new queue; the answer is its URL. */
  createQueue(kind?: 'standard' | 'fifo'): string;
  /** In the queue, or with a consumer. */
  messagesIn(queueUrl: string): Promise<number>;
  createBucket(): Bucket;
  close(): Promise<void>;
}

export async function startLocalAws(): Promise<LocalAws> {
  const dynamodb: Server = dynalite({ createTableMs: 0 });
  dynamodb.listen(0, '127.0.0.1');
  const [fauxqs] = await Promise.all([startFauxqs({ port: 0, logger: false }), once(dynamodb, 'listening')]);
  const dynamodbEndpoint = `http://127.0.0.1:${(dynamodb.address() as AddressInfo).port}`;
  const fauxqsEndpoint = `http://127.0.0.1:${fauxqs.port}`;
  const plainClient = new DynamoDBClient({ ...localAccess, endpoint: dynamodbEndpoint });
  const client = DynamoDBDocumentClient.from(plainClient);
  const sqs = new SQSClient({ ...localAccess, endpoint: fauxqsEndpoint });
  const s3 = new S3Client({ ...localAccess, endpoint: fauxqsEndpoint });
  const others: DynamoDBDocumentClient[] = [];
  let created = 0;

  return {
    dynamodbEndpoint,
    fauxqs,
    fauxqsEndpoint,
    sqs,
    async createTable(kind, endpoint) {
      const name = `${kind}-${++created}`;
      await client.send(createTableCommand(name, kind));
      await waitUntilTableExists(
        { client: plainClient, minDelay: 0.01, maxWaitTime: 10 },
        { TableName: name },
      );
      if (endpoint === undefined) return { client, name };
      const other = DynamoDBDocumentClient.from(new DynamoDBClient({ ...localAccess, endpoint }));
      others.push(other);
      return { client: other, name };
    },
    createQueue(kind = 'standard') {
      const name = `queue-${++created}${kind === 'fifo' ? '.fifo' : ''}`;
      fauxqs.createQueue(name, kind === 'fifo' ? { attributes: { FifoQueue: 'true' } } : undefined);
      // Its own URLs name a host that does not resolve.
      return `${fauxqsEndpoint}/000000000000/${name}`;
    },
    async messagesIn(QueueUrl) {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
    },
    createBucket() {
      const name = `bucket-${++created}`;
      fauxqs.createBucket(name);
      return { client: s3, name };
    },
    async close() {
      for (const open of [client, ...others, sqs, s3]) open.destroy();
      dynamodb.closeAllConnections();
      await Promise.all([new Promise((resolve) => dynamodb.close(resolve)), fauxqs.stop()]);
    },
  };
}

/** The table as `tables` describes it. */
export function createTableCommand(name: string, kind: keyof typeof tables): CreateTableCommand {
  const { indexes } = tables[kind];
  const keys = new Map<string, 'S' | 'N'>([
    ['PK', 'S'],
    ['SK', 'S'],
  ]);
  for (const { partitionKey, sortKey, sortKeyType } of indexes) {
    keys.set(partitionKey, 'S').set(sortKey, sortKeyType);
  }
  const schema = (partitionKey: string, sortKey: string) => [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
  return new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: schema('PK', 'SK'),
    AttributeDefinitions: [...keys].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(({ name: IndexName, partitionKey, sortKey, projection }) => ({
        IndexName,
        KeySchema: schema(partitionKey, sortKey),
        Projection: { ProjectionType: projection },
      })),
    }),
  });
}
