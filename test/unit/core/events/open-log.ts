import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../../adapters/embedded/sqlite/database.ts';
import { type SqliteEventLog, sqliteEventLog } from '../../../../adapters/embedded/sqlite/event-log.ts';
import { sqliteNamespaceStore } from '../../../../adapters/embedded/sqlite/namespace-store.ts';
import { createSchema } from '../../../../adapters/embedded/sqlite/schema.ts';
import { sqliteSubscriptionStore } from '../../../../adapters/embedded/sqlite/subscription-store.ts';
import { newEventSchema } from '../../../../core/contract/event.ts';
import type { Role } from '../../../../core/contract/identity.ts';
import { sendEvents } from '../../../../core/events/send-events.ts';
import type { Caller } from '../../../../core/identity/caller.ts';
import type { Ids } from '../../../../core/ports/ids.ts';
import type { NamespaceStore } from '../../../../core/ports/namespace-store.ts';
import type { SubscriptionStore } from '../../../../core/ports/subscription-store.ts';
import { type ManualClock, manualClock } from '../../../conformance/manual-clock.ts';

export interface Log {
  readonly events: SqliteEventLog;
  readonly namespaces: NamespaceStore;
  readonly subscriptions: SubscriptionStore;
  readonly clock: ManualClock;
  readonly ids: Pick<Ids, 'next'>;
}

export const DAY_MS = 24 * 3600 * 1000;

/** An empty log in SQLite, for the length of the test. */
export function openLog(): Log {
  const database = openDatabase(':memory:');
  createSchema(database);
  onTestFinished(() => database.close());
  const clock = manualClock();
  let count = 0;
  return {
    events: sqliteEventLog({ database, clock }),
    namespaces: sqliteNamespaceStore(database),
    subscriptions: sqliteSubscriptionStore(database),
    clock,
    ids: { next: () => `id-${++count}` },
  };
}

export function caller(userName: string, role: Role = 'developer'): Caller {
  return { userId: `id of ${userName}`, userName, role };
}

/** Sends events as a user; resolves with their offsets. */
export async function send(
  log: Log,
  as: Caller,
  ...events: { key?: string; value?: unknown; namespace?: string; sender?: string; eventType?: string }[]
): Promise<number[]> {
  const drafts = events.map((event) => newEventSchema.parse({ key: 'k', value: null, ...event }));
  return (await sendEvents(log, as, drafts)).events.map(({ offset }) => offset);
}
