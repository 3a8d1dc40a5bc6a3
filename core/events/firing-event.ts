import { limits } from '../contract/limits.ts';
import { runId } from '../firing/run-task.ts';
import type { EventDraft } from '../ports/event-log.ts';
import type { FiringRecord, RunKey } from '../ports/firing-store.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { RunOutcome } from '../ports/runner.ts';
import { platformNamespace } from './namespace-access.ts';

/** The sender of the platform's own events. */
const SENDER = 'hookline';

const KEPT_MS = limits.eventRetentionDays.default * 24 * 3600 * 1000;

/**
 * The event that says a hook was fired: its key is the hook, its type `firing.accepted`, its context the id of the firing; in
 * the platform's namespace of who fired.
 */
export function eventOfFiring(
  firing: Pick<FiringRecord, 'id' | 'hook' | 'tags' | 'allHandlers' | 'firedBy' | 'plan' | 'acceptedAt'>,
): EventDraft {
  return {
    key: firing.hook,
    value: JSON.stringify({
      firingId: firing.id,
      hook: firing.hook,
      tags: firing.tags,
      allHandlers: firing.allHandlers,
      runs: firing.plan.length,
    }),
    eventType: 'firing.accepted',
    context: firing.id,
    namespace: platformNamespace(firing.firedBy),
    sender: SENDER,
    expiresAt: firing.acceptedAt + KEPT_MS,
  };
}

/**
 * The event that says how a run ended: its key is the hook, a slash and the handler's name, its type `run.succeeded`, `run.failed`,
 * …, its context the id of the firing; in the platform's namespace of the handler's owner.
 */
export function eventOfRun(run: {
  key: RunKey;
  handler: Pick<HandlerRecord, 'id' | 'hook' | 'name' | 'version' | 'createdBy'>;
  attempt: number;
  /** `succeeded`, `failed`, … */
  state: string;
  outcome: RunOutcome;
  at: number;
}): EventDraft {
  const { handler, outcome } = run;
  return {
    key: `${handler.hook}/${handler.name}`,
    value: JSON.stringify({
      firingId: run.key.firingId,
      runId: runId(run.key),
      hook: handler.hook,
      handler: handler.name,
      handlerId: handler.id,
      version: handler.version,
      attempt: run.attempt,
      state: run.state,
      durationMs: outcome.durationMs,
      error: outcome.ok ? null : { name: outcome.error.name, message: outcome.error.message },
    }),
    eventType: `run.${run.state}`,
    context: run.key.firingId,
    namespace: platformNamespace(handler.createdBy),
    sender: SENDER,
    expiresAt: run.at + KEPT_MS,
  };
}
