import { everything } from '../../../core/events/everything.ts';
import { fireBoundHook, firesHook } from '../../../core/events/fire-bound-hook.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import type { HookStore } from '../../../core/ports/hook-store.ts';
import { inParallel } from '../dynamodb/in-parallel.ts';
import type { Trigger } from '../sqs/trigger-queue.ts';

/** Firings of one message at once. */
const WIDTH = 5;

/** Fires a hook with each of these events, if it is bound to them still; with an event once, however often it is asked. */
export async function triggerHook(
  deps: Parameters<typeof fireBoundHook>[0] & {
    /** As they are now: a kept one may not know yet that it is bound. */
    freshHooks: Pick<HookStore, 'get'>;
    events: Pick<EventLog, 'append' | 'read'>;
  },
  { hook: name, offsets }: Trigger,
): Promise<void> {
  const hook = await deps.freshHooks.get(name);
  if (hook?.onEvent === undefined) return;
  await inParallel(offsets, WIDTH, async (offset) => {
    const { events } = await deps.events.read(everything, { after: offset - 1, upTo: offset }, 1);
    for (const event of events) if (firesHook(hook, event)) await fireBoundHook(deps, hook, event);
  });
}
