import { describe, expect, test } from 'vitest';
import { nextBatchSchema } from '../../../../core/contract/event.ts';
import { listEvents } from '../../../../core/events/list-events.ts';
import { listenEvents } from '../../../../core/events/listen-events.ts';
import { nextBatch } from '../../../../core/events/next-batch.ts';
import { caller, type Log, openLog, send } from './open-log.ts';

const ada = caller('ada');

/** More than it takes. */
const LOOKS = 4;

/**
 * A log in which, just after a reader has asked which namespaces there are, one comes to be: with an event, and another one
 * after it that the reader knows to look for.
 */
async function openRacyLog(): Promise<Log> {
  const log = openLog();
  await send(log, ada, { value: 1 });
  let raced = false;
  return {
    ...log,
    namespaces: {
      ...log.namespaces,
      async list() {
        const known = await log.namespaces.list();
        if (!raced) {
          raced = true;
          await send(log, ada, { value: 2, namespace: 'new' });
          await send(log, ada, { value: 3 });
        }
        return known;
      },
    },
  };
}

describe('An event in a namespace that is new while somebody reads on', () => {
  test('is found by who listens', async () => {
    const log = await openRacyLog();
    const values: unknown[] = [];
    for (let looks = 0, cursor = 0; looks < LOOKS; looks++) {
      const listening = { filter: {}, afterOffset: cursor, limit: 10, waitMs: 0 };
      const page = await listenEvents(log, ada, listening);
      values.push(...page.events.map(({ value }) => JSON.parse(value)));
      cursor = page.cursor;
    }
    expect(values).toEqual([1, 2, 3]);
  });

  test('is found by who lists page after page', async () => {
    const log = await openRacyLog();
    const values: unknown[] = [];
    for (let looks = 0, cursor = 0; looks < LOOKS; looks++) {
      const listing = { filter: {}, afterOffset: cursor, limit: 10, newestFirst: false };
      const page = await listEvents(log, ada, listing);
      values.push(...page.events.map(({ value }) => JSON.parse(value)));
      cursor = page.cursor;
    }
    expect(values).toEqual([1, 2, 3]);
  });

  test('is handed out to a subscription', async () => {
    const log = await openRacyLog();
    const values: unknown[] = [];
    for (let looks = 0; looks < LOOKS; looks++) {
      const batch = await nextBatch(log, ada, 's', nextBatchSchema.parse({ from: 'earliest' }));
      values.push(...batch.events.map(({ value }) => JSON.parse(value)));
    }
    expect(values).toEqual([1, 2, 3]);
  });
});
