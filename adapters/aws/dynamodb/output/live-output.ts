import { PutCommand, type PutCommandInput, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../../../../core/ports/clock.ts';
import type { RunKey, WorkKey } from '../../../../core/ports/firing-store.ts';
import type { LiveOutput, OutputChunk } from '../../../../core/ports/live-output.ts';
import { queryAll } from '../query-pages.ts';
import { sortableId, type Table } from '../table.ts';

/** How long what was printed is kept, in seconds: the outcome has it then. */
const KEPT_SECONDS = 3600;

/** Between two looks while somebody waits, in milliseconds. */
const LOOK_MS = 1000;

const partition = ({ firingId, handlerId }: RunKey): string => `output#${firingId}-${handlerId}`;

const chunkSchema = z.object({
  place: z.number(),
  item: z.number().nullable(),
  attempt: z.number(),
  text: z.string(),
});

export const putChunkParams = (
  table: string,
  key: RunKey,
  chunk: OutputChunk & { readonly place: number },
): PutCommandInput => ({
  TableName: table,
  Item: {
    PK: partition(key),
    SK: sortableId(chunk.place),
    ...chunk,
    expiresAt: Math.ceil(chunk.place / PLACES_PER_MS / 1000) + KEPT_SECONDS,
  },
  ConditionExpression: 'attribute_not_exists(PK)',
});

export const queryChunksParams = (table: string, key: RunKey, after: number): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND SK > :after',
  ExpressionAttributeValues: { ':PK': partition(key), ':after': sortableId(after) },
  ConsistentRead: true,
});

/** A place is a time and which of that millisecond's: items of one run tell from several environments. */
const PLACES_PER_MS = 1000;

/** What runs print, in the firings' table for an hour. */
export function dynamodbOutput(table: Table, clock: Clock): LiveOutput {
  const put = async (key: WorkKey, attempt: number, text: string): Promise<void> => {
    const item = key.item ?? null;
    for (let place = clock.now() * PLACES_PER_MS + ((item ?? 0) % PLACES_PER_MS); ; place++) {
      try {
        const params = putChunkParams(table.name, key, { place, item, attempt, text });
        await table.client.send(new PutCommand(params));
        return;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
      }
    }
  };

  return {
    add: put,
    // Whoever waits looks every second.
    ended() {},
    async read(key, after, waitMs, signal) {
      const deadline = clock.now() + waitMs;
      for (;;) {
        const items = await queryAll(table, queryChunksParams(table.name, key, after));
        const found = items.map((item) => chunkSchema.parse(item));
        const leftMs = deadline - clock.now();
        if (found.length > 0 || leftMs <= 0 || signal?.aborted === true) {
          const chunks = found.map(({ item, attempt, text }) => ({ item, attempt, text }));
          return { chunks, next: found.at(-1)?.place ?? after };
        }
        await pause(clock, Math.min(LOOK_MS, leftMs), signal);
      }
    },
  };
}

function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.schedule(ms, end);
    signal?.addEventListener('abort', end);
  });
}
