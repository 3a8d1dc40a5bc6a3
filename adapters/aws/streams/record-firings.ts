import { eventOfRun, eventsOfFiring, isTold } from '../../../core/events/firing-event.ts';
import { plannedHandler } from '../../../core/firing/planned-handler.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { FiringRecord } from '../../../core/ports/firing-store.ts';
import type { HandlerStore } from '../../../core/ports/handler-store.ts';
import type { DynamodbEventLog } from '../dynamodb/events/event-log.ts';
import type { IdentifiedDraft } from '../dynamodb/events/once/append-once.ts';
import { isFiring, isRun, parseFiring, parseRun } from '../dynamodb/firings/firing-items.ts';
import { getFiring } from '../dynamodb/firings/get-firing.ts';
import { fetchOutcome } from '../dynamodb/firings/outcome-place.ts';
import { inParallel } from '../dynamodb/in-parallel.ts';
import type { Table } from '../dynamodb/table.ts';
import type { Objects } from '../objects.ts';
import { parseStreamRecords, plainItem, type StreamRecord } from './stream-records.ts';

/** Records worked on at once. */
const WIDTH = 16;

interface Deps {
  readonly clock: Pick<Clock, 'now'>;
  readonly handlers: Pick<HandlerStore, 'version'>;
  readonly firingsTable: { readonly table: Table };
  readonly objects: Objects;
  readonly events: Pick<DynamodbEventLog, 'appendOnce'>;
}

/**
 * Tells the event log of firings that were accepted and runs that ended, from the stream of their table: what carries them out
 * writes nothing more for it. In the order of the stream, as few chunks, and each once however often the stream brings it.
 */
export async function recordFirings(deps: Deps, batch: unknown): Promise<void> {
  const firings = new Map<string, Promise<FiringRecord | undefined>>();
  const entries = await inParallel(parseStreamRecords(batch), WIDTH, (record) =>
    entriesOf(deps, firings, record),
  );
  await deps.events.appendOnce(entries.flat(), deps.clock.now());
}

async function entriesOf(
  deps: Deps,
  firings: Map<string, Promise<FiringRecord | undefined>>,
  { isNew, image }: StreamRecord,
): Promise<IdentifiedDraft[]> {
  const item = plainItem(image);
  if (isFiring(item)) {
    const firing = parseFiring([item])!.firing;
    firings.set(firing.id, Promise.resolve(firing));
    return isNew && firing.plan.every(isTold) ? await firingEntries(deps, firing) : [];
  }
  return isRun(item) ? await runEntries(deps, firings, item) : [];
}

async function firingEntries(deps: Deps, firing: FiringRecord): Promise<IdentifiedDraft[]> {
  const handlers = await inParallel(firing.plan, WIDTH, (run) => plannedHandler(deps, run));
  return eventsOfFiring(firing, handlers).map((draft, index) => ({
    identity: `${firing.id} ${index === 0 ? 'accepted' : `planned ${handlers[index - 1]!.id}`}`,
    draft,
  }));
}

async function runEntries(
  deps: Deps,
  firings: Map<string, Promise<FiringRecord | undefined>>,
  item: Record<string, unknown>,
): Promise<IdentifiedDraft[]> {
  const { run, outcome: place } = parseRun(item);
  const outcome = await fetchOutcome(deps.objects, place);
  // What is noted after the end, such as the e-mail, was told of with the end.
  if (outcome === null || run.endedAt === null || run.notifiedAt !== null) return [];
  const { firingId, handlerId, handlerVersion, attempt, endedAt } = run;
  const known = firings.get(firingId) ?? getFiring(deps.firingsTable.table, firingId);
  firings.set(firingId, known);
  const planned = (await known)?.plan.find((candidate) => candidate.handlerId === handlerId);
  if (planned !== undefined && !isTold(planned)) return [];
  const draft = eventOfRun({
    key: run,
    tags: (await known)?.tags ?? [],
    handler: await plannedHandler(deps, { handlerId, version: handlerVersion }),
    attempt,
    outcome,
    at: endedAt,
  });
  return [{ identity: `${firingId} ended ${handlerId}`, draft }];
}
