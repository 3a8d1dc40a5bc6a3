import * as z from 'zod';
import type { LatchRecord, LatchWaiter } from '../../../../core/ports/latch-store.ts';
import type { Key } from '../table.ts';
import type { Revised } from './write-revised.ts';

/** The latches of a tenant, by name. */
export const latchPartition = (tenantId: string): string => `latches#${tenantId}`;
export const latchKey = (tenantId: string, name: string): Key => ({ PK: latchPartition(tenantId), SK: name });

/** Run and step in turn: about 10,000 that wait fit into an item. */
const formatWaiters = (waiters: readonly LatchWaiter[]): string =>
  JSON.stringify(waiters.flatMap(({ runId, stepId }) => [runId, stepId]));

const textsSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.string()));

const waitersSchema = textsSchema.transform((texts): LatchWaiter[] =>
  Array.from({ length: texts.length / 2 }, (_, index) => ({
    runId: texts[2 * index]!,
    stepId: texts[2 * index + 1]!,
  })),
);

const latchSchema: z.ZodType<LatchRecord> = z.object({
  tenantId: z.string(),
  name: z.string(),
  count: z.number(),
  counted: textsSchema,
  waiting: waitersSchema,
  waking: waitersSchema,
  revision: z.number(),
});

export const latchItem = (latch: LatchRecord, writeId: string): Revised =>
  ({
    ...latchKey(latch.tenantId, latch.name),
    ...latch,
    counted: JSON.stringify(latch.counted),
    waiting: formatWaiters(latch.waiting),
    waking: formatWaiters(latch.waking),
    writeId,
  }) as Revised;

export const parseLatch = (item: unknown): LatchRecord => latchSchema.parse(item);
