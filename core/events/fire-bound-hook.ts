import { accept } from '../firing/accept.ts';
import type { EventLog, EventRecord } from '../ports/event-log.ts';
import type { HookRecord } from '../ports/hook-store.ts';
import { HooklineError } from '../problem.ts';
import { isBoundTo } from './bound-events.ts';
import { formatEvent } from './format-event.ts';
import { platformNamespace } from './namespace-access.ts';

/** Whether the event fires the hook. */
export function firesHook(hook: Pick<HookRecord, 'onEvent'>, event: EventRecord): boolean {
  const binding = hook.onEvent;
  if (binding === undefined || event.offset <= binding.after) return false;
  return isBoundTo(binding, event);
}

/**
 * Fires a hook with an event as its payload, as the one who bound it, once per hook and offset however often it is called. A payload
 * that the hook refuses is noted in the log, as `firing.refused`, and not tried again.
 */
export async function fireBoundHook(
  deps: Parameters<typeof accept>[0] & { events: Pick<EventLog, 'append'> },
  hook: HookRecord,
  event: EventRecord,
): Promise<void> {
  const { boundById, boundBy } = hook.onEvent!;
  const caller = { userId: boundById, userName: boundBy, role: 'admin' as const };
  const now = deps.clock.now();
  try {
    await accept(deps, caller, {
      hook: hook.name,
      payload: Buffer.from(formatEvent(event)),
      tags: [],
      allHandlers: false,
      idempotencyKey: `event ${event.offset}`,
    });
  } catch (error) {
    if (!(error instanceof HooklineError) || error.retryable || error.status >= 500) throw error;
    const { code, message, field } = error;
    const refusal = {
      key: hook.name,
      value: JSON.stringify({ hook: hook.name, offset: event.offset, code, detail: message, field }),
      eventType: 'firing.refused',
      context: null,
      namespace: platformNamespace(boundBy),
      sender: 'hookline',
      expiresAt: now + 90 * 24 * 3600 * 1000,
    };
    await deps.events.append([refusal], now);
  }
}
