import type { NewEvent, ProducerStamp } from '../contract/event.ts';
import { limits } from '../contract/limits.ts';
import { type Caller, mayDo } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventDraft, EventLog, EventRecord } from '../ports/event-log.ts';
import type { NamespaceRecord, NamespaceStore } from '../ports/namespace-store.ts';
import { declareProblem } from '../problem.ts';
import { findNamespace, notYours } from './find-scope.ts';
import { isPlatformNamespace, mayWrite } from './namespace-access.ts';

const valueTooLarge = declareProblem('event-value-too-large', {
  status: 413,
  title: 'The value of an event is too large',
});
const sequenceGap = declareProblem('producer-sequence-gap', {
  status: 409,
  title: 'An event before this one was never sent',
});
const producerNotFound = declareProblem('producer-not-found', {
  status: 404,
  title: 'There is no such producer',
});

const DAY_MS = 24 * 3600 * 1000;

/**
 * Appends events to the log, all or none; durable when it resolves. A namespace that nobody has yet becomes the caller's.
 *
 * @param producer numbers the events: one that was sent before is not stored again, its original is returned.
 */
export async function sendEvents(
  deps: {
    events: Pick<EventLog, 'append'>;
    namespaces: Pick<NamespaceStore, 'add' | 'get'>;
    clock: Pick<Clock, 'now'>;
  },
  caller: Caller,
  events: readonly NewEvent[],
  producer?: ProducerStamp,
): Promise<{ events: readonly EventRecord[]; duplicates: number }> {
  const now = deps.clock.now();
  const drafts = events.map((event, index) =>
    checkValue(event, events.length === 1 ? '' : `events[${index}].`),
  );
  const namespaces = new Map<string, NamespaceRecord>();
  for (const { namespace } of drafts) {
    if (!namespaces.has(namespace)) {
      namespaces.set(namespace, await writableNamespace(deps, caller, namespace, now));
    }
  }
  const appended = await deps.events.append(
    drafts.map((draft) => ({
      ...draft,
      sender: draft.sender ?? caller.userName,
      expiresAt: now + namespaces.get(draft.namespace)!.retentionDays * DAY_MS,
    })),
    now,
    producer === undefined ? undefined : { tenantId: caller.userId, ...producer },
  );
  if (appended.state === 'gap') {
    throw sequenceGap(
      `The next new event of this producer has the sequence number ${appended.nextSequence}, not ${producer!.sequence}. Send what is missing first, or open the producer again to go on.`,
      { field: 'producer.sequence' },
    );
  }
  if (appended.state === 'no-producer') {
    throw producerNotFound(`There is no producer "${producer!.clientId}" of yours. Open it first.`, {
      field: 'producer.clientId',
    });
  }
  return appended;
}

type CheckedEvent = Omit<EventDraft, 'expiresAt' | 'sender'> & { readonly sender: string | undefined };

function checkValue(event: NewEvent, path: string): CheckedEvent {
  const value = JSON.stringify(event.value);
  const sizeBytes = Buffer.byteLength(value);
  if (sizeBytes > limits.eventValueBytes) {
    throw valueTooLarge(
      `The value has ${sizeBytes} bytes, and at most ${limits.eventValueBytes} are taken. Store the data elsewhere and send a link.`,
      { field: `${path}value` },
    );
  }
  return {
    key: event.key,
    value,
    eventType: event.eventType ?? null,
    context: event.context ?? null,
    namespace: event.namespace,
    sender: event.sender,
  };
}

async function writableNamespace(
  deps: { namespaces: Pick<NamespaceStore, 'add' | 'get'> },
  caller: Caller,
  name: string,
  now: number,
): Promise<NamespaceRecord> {
  if (isPlatformNamespace(name)) throw notYours(name, 'send to');
  const standing =
    (await findNamespace(deps, name)) ??
    (mayDo(caller, 'register')
      ? await deps.namespaces.add({
          name,
          ownerId: caller.userId,
          owner: caller.userName,
          readers: [],
          writers: [],
          retentionDays: limits.eventRetentionDays.default,
          createdAt: now,
        })
      : undefined);
  if (standing === undefined || !mayWrite(caller, standing)) throw notYours(name, 'send to');
  return standing;
}
