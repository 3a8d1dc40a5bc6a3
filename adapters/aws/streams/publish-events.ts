import { firesHook } from '../../../core/events/fire-bound-hook.ts';
import type { EventRecord } from '../../../core/ports/event-log.ts';
import type { HookBinding } from '../dynamodb/hooks/list-bindings.ts';
import type { ListenerDeps } from '../event-socket/deps.ts';
import { wakeListeners } from '../event-socket/wake-listeners.ts';
import type { Trigger } from '../sqs/trigger-queue.ts';
import { newEvents } from './new-events.ts';
import { parseStreamRecords } from './stream-records.ts';
import { type WakeWorkflowsDeps, wakeWorkflows } from './wake-workflows.ts';

/**
 * How long it is tried to answer every listener before the stream goes on: those that were not answered wait for the next
 * event, or ask again. Nobody else's events are to wait for them.
 */
const PATIENCE_MS = 60_000;

interface Deps extends ListenerDeps, WakeWorkflowsDeps {
  readonly bindings: () => Promise<HookBinding[]>;
  readonly trigger: (triggers: readonly Trigger[]) => Promise<void>;
  /** Called with each listener's failure. */
  readonly onError: (error: unknown) => void;
}

/**
 * Tells of new events, from the stream of their table: listeners that wait for them, the hooks that are bound to them, and the steps and
 * rules of workflows that look at them. The stream brings records at least once; the same again wakes nobody twice and fires no hook twice.
 *
 * @throws for Lambda to bring the batch again.
 */
export async function publishEvents(deps: Deps, batch: unknown): Promise<void> {
  const records = parseStreamRecords(batch);
  const events = await newEvents(deps, records);
  if (events.length === 0) return;
  await Promise.all([triggerHooks(deps, events), wakeWorkflows(deps, events)]);
  const failures = await wakeListeners(deps, events);
  for (const failure of failures) deps.onError(failure);
  const newest = Math.max(...records.map(({ writtenAt }) => writtenAt));
  if (failures.length > 0 && deps.clock.now() - newest < PATIENCE_MS) {
    throw new AggregateError(failures, `${failures.length} listeners were not answered.`);
  }
}

async function triggerHooks(deps: Deps, events: readonly EventRecord[]): Promise<void> {
  const triggers = (await deps.bindings()).map(({ hook, onEvent }) => ({
    hook,
    offsets: events.filter((event) => firesHook({ onEvent }, event)).map(({ offset }) => offset),
  }));
  await deps.trigger(triggers.filter(({ offsets }) => offsets.length > 0));
}
