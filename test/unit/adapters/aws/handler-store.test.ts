import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getRecord } from '../../../../adapters/aws/dynamodb/handlers/get-handler.ts';
import {
  taggedPartition,
  untaggedPartition,
} from '../../../../adapters/aws/dynamodb/handlers/handler-items.ts';
import { dynamodbHandlerStore } from '../../../../adapters/aws/dynamodb/handlers/handler-store.ts';
import { putVersion } from '../../../../adapters/aws/dynamodb/handlers/put-version.ts';
import { nextVersion } from '../../../../adapters/aws/dynamodb/handlers/register-handler.ts';
import { deletePointers } from '../../../../adapters/aws/dynamodb/handlers/retire-pointers.ts';
import type { Table } from '../../../../adapters/aws/dynamodb/table.ts';
import type { HandlerDraft, HandlerStore } from '../../../../core/ports/handler-store.ts';
import { type LocalAws, startLocalAws } from '../../../aws/local-aws.ts';

const draft = (more: Partial<HandlerDraft> = {}): HandlerDraft => ({
  name: 'report',
  hook: 'h',
  notifyOnSuccess: null,
  notifyOnFailure: null,
  tags: ['x'],
  code: { sha256: 'a'.repeat(64), exportName: 'default' },
  tenantId: 'allen',
  updatedBy: 'Allen',
  updatedAt: 1_000_000,
  ...more,
});

describe('handlers in DynamoDB', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  const open = async () => {
    const table = await aws.createTable('registry');
    return { table, handlers: dynamodbHandlerStore(table) };
  };
  const register = async (handlers: HandlerStore, more: Partial<HandlerDraft> = {}) => {
    const record = await handlers.register(draft(more));
    if (record === 'taken') throw new Error('The name is taken.');
    return record;
  };
  const itemsOf = async (table: Table, partition: string) => {
    const { Items } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :PK',
        ExpressionAttributeValues: { ':PK': partition },
      }),
    );
    return Items ?? [];
  };

  test('a registration that stopped after its version is completed by the next, which gets the number after it', async () => {
    const { table, handlers } = await open();
    const first = await register(handlers);
    const orphan = nextVersion(draft({ tags: ['orphan'], executor: { timeoutSeconds: 1 } }), first);
    await putVersion(table, orphan, 'a writer that crashed');
    expect(await handlers.get(first.id)).toEqual(first);

    const third = await register(handlers, { tags: ['y'] });
    expect(third.version).toBe(2);
    expect(await handlers.version(first.id, 1)).toEqual(orphan);
    expect(await handlers.select('h', ['y', 'x', 'orphan'], false)).toMatchObject([{ version: 2 }]);
  });

  test('a version is written once: who comes second is shown the first', async () => {
    const { table, handlers } = await open();
    const first = await register(handlers);
    const mine = nextVersion(draft({ executor: { timeoutSeconds: 1 } }), first);
    const others = nextVersion(draft({ executor: { timeoutSeconds: 2 } }), first);
    await putVersion(table, mine, 'me');
    expect(await putVersion(table, others, 'another')).toEqual({ record: mine, writer: 'me' });
  });

  test('the pointers of tags that a handler no longer has stay for an hour, then expire', async () => {
    const { table, handlers } = await open();
    await register(handlers);
    await register(handlers, { tags: [], updatedAt: 2_000_000 });
    expect(await itemsOf(table, taggedPartition('h', 'x'))).toMatchObject([{ expiresAt: 2000 + 3600 }]);
    expect(await itemsOf(table, untaggedPartition('h'))).toEqual([
      expect.not.objectContaining({ expiresAt: expect.anything() }),
    ]);
  });

  test('a tag that comes back takes its pointer back', async () => {
    const { table, handlers } = await open();
    await register(handlers);
    await register(handlers, { tags: ['y'] });
    await register(handlers);
    expect(await itemsOf(table, taggedPartition('h', 'x'))).toEqual([
      expect.not.objectContaining({ expiresAt: expect.anything() }),
    ]);
  });

  test('cleaning up after an old version leaves the pointers of a newer one', async () => {
    const { table, handlers } = await open();
    const first = await register(handlers);
    const second = await register(handlers);
    await deletePointers(table, first);
    expect(await itemsOf(table, taggedPartition('h', 'x'))).toMatchObject([{ version: second.version }]);
  });

  test('a pointer that leads nowhere any more is no handler', async () => {
    const { table, handlers } = await open();
    const first = await register(handlers);
    const [pointer] = await itemsOf(table, taggedPartition('h', 'x'));
    await handlers.remove(first.id);
    const again = await register(handlers, { tags: ['other'] });
    await table.client.send(new PutCommand({ TableName: table.name, Item: pointer }));
    expect(await handlers.select('h', ['x'], false)).toEqual([]);
    expect((await getRecord(table, 'h', 'report'))?.id).toBe(again.id);
  });

  test('removing leaves no pointer', async () => {
    const { table, handlers } = await open();
    const { id } = await register(handlers, { tags: ['x', 'y'] });
    await handlers.remove(id);
    for (const partition of [
      taggedPartition('h', 'x'),
      taggedPartition('h', 'y'),
      'ids',
      'ids#hook#h',
      'ids#tenant#allen',
      'handlers#h',
    ]) {
      expect(await itemsOf(table, partition)).toEqual([]);
    }
  });
});
