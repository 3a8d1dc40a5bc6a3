import * as z from 'zod';
import { sha256Hex } from '../../../../core/hash.ts';
import type { EventBox } from '../../../../core/ports/event-boxes.ts';
import type { WorkflowRunKey } from '../../../../core/ports/workflow-run-store.ts';
import type { Place } from '../firings/firing-items.ts';
import type { Key } from '../table.ts';
import { jsonText } from './json.ts';
import { runPartition } from './run-items.ts';
import { placeAttributes } from './stored-text.ts';
import type { Revised } from './write-revised.ts';

/** In the run's partition, so that it goes with the run: behind the run, where what an expired run left is looked for. */
export const BOX_PREFIX = 'sent#';

/** Keys may be longer than a sort key. */
export const boxKey = (key: WorkflowRunKey & { readonly key: string }): Key => ({
  PK: runPartition(key),
  SK: `${BOX_PREFIX}${sha256Hex(key.key)}`,
});

const boxSchema: z.ZodType<Omit<EventBox, 'event'>> = z.object({
  tenantId: z.string(),
  runId: z.string(),
  key: z.string(),
  stepId: z.string().nullable(),
  revision: z.number(),
});

const eventSchema = jsonText.pipe(z.object({ payload: z.unknown(), sentAt: z.number() }));

/** A box; its event is JSON text, or an object where it is large. */
export const boxItem = (box: EventBox, event: Place | null, writeId: string): Revised => {
  const { event: _, ...rest } = box;
  return { ...boxKey(box), ...rest, ...placeAttributes('event', event), writeId };
};

export const parseBox = (item: unknown, event: string | null): EventBox => ({
  ...boxSchema.parse(item),
  event: event === null ? null : eventSchema.parse(event),
});
