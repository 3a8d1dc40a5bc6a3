import { everything } from '../../../core/events/everything.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import type { WorkflowRunKey } from '../../../core/ports/workflow-run-store.ts';
import { type CatchUpDeps, catchUpRule } from '../../../core/workflow/rules/catch-up-rule.ts';
import { deliverEvent } from '../../../core/workflow/wait/deliver-event.ts';
import type { WaitDeps } from '../../../core/workflow/wait/deps.ts';
import type { Wakeup } from '../sqs/wake-queue.ts';

/**
 * Gives events to the steps that wait for them, takes a rule to the end of the log, or tells of a write of a run once more. Done again, it
 * changes nothing: a step takes its event once, and a rule knows where it stands.
 *
 * @param mayGoOn whether there is time left. Thousands may wait for an event; those that are left get it next time.
 * @returns 'again' when there was none.
 */
export async function wakeUp(
  deps: {
    readonly events: Pick<EventLog, 'read'>;
    readonly waits: WaitDeps;
    readonly rules: CatchUpDeps;
    readonly tellAgain: (key: WorkflowRunKey & { readonly stepId?: string | undefined }) => Promise<void>;
  },
  wakeup: Wakeup,
  mayGoOn: () => boolean = () => true,
): Promise<'done' | 'again'> {
  if ('rule' in wakeup) {
    await catchUpRule(deps.rules, wakeup.rule);
    return 'done';
  }
  if ('run' in wakeup) {
    await deps.tellAgain({ ...wakeup.run, stepId: wakeup.stepId });
    return 'done';
  }
  for (const offset of wakeup.offsets) {
    const { events } = await deps.events.read(everything, { after: offset - 1, upTo: offset }, 1);
    for (const event of events) if (!(await deliverEvent(deps.waits, event, mayGoOn))) return 'again';
  }
  return 'done';
}
