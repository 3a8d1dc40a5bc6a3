import { everything } from '../../../core/events/everything.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import { type CatchUpDeps, catchUpRule } from '../../../core/workflow/rules/catch-up-rule.ts';
import { deliverEvent } from '../../../core/workflow/wait/deliver-event.ts';
import type { WaitDeps } from '../../../core/workflow/wait/deps.ts';
import type { Wakeup } from '../sqs/wake-queue.ts';

/**
 * Gives events to the steps that wait for them, or takes a rule to the end of the log. Done again, it changes nothing: a step takes its
 * event once, and a rule knows where it stands.
 */
export async function wakeUp(
  deps: {
    readonly events: Pick<EventLog, 'read'>;
    readonly waits: WaitDeps;
    readonly rules: CatchUpDeps;
  },
  wakeup: Wakeup,
): Promise<void> {
  if ('rule' in wakeup) {
    await catchUpRule(deps.rules, wakeup.rule);
    return;
  }
  for (const offset of wakeup.offsets) {
    const { events } = await deps.events.read(everything, { after: offset - 1, upTo: offset }, 1);
    for (const event of events) await deliverEvent(deps.waits, event);
  }
}
