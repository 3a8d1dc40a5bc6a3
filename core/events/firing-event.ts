import { limits } from '../contract/limits.ts';
import { finalState } from '../firing/final-state.ts';
import { runId } from '../firing/run-task.ts';
import type { EventDraft } from '../ports/event-log.ts';
import type { FiringRecord, PlannedRun, RunKey } from '../ports/firing-store.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { RunOutcome } from '../ports/runner.ts';
import { platformNamespace } from './namespace-access.ts';

const KEPT_MS = limits.eventRetentionDays.default * 24 * 3600 * 1000;

type Firing = Pick<FiringRecord, 'id' | 'hook' | 'tags' | 'allHandlers' | 'firedBy' | 'plan' | 'acceptedAt'>;
type Handler = Pick<HandlerRecord, 'id' | 'name' | 'version' | 'createdBy'>;

/**
 * What the log tells of a firing that was accepted, each event with the hook as its key and the firing's id as its context:
 * one of the type `firing.accepted` in the platform's namespace of who fired, who is its sender; and for each run one of the
 * type `run.planned` in that of the handler's owner, with the handler's name as its sender.
 */
export function eventsOfFiring(firing: Firing, handlers: readonly Handler[]): EventDraft[] {
  const { id, hook, tags, allHandlers, firedBy } = firing;
  const common = { key: hook, context: id, expiresAt: firing.acceptedAt + KEPT_MS };
  return [
    {
      ...common,
      eventType: 'firing.accepted',
      namespace: platformNamespace(firedBy),
      sender: firedBy,
      value: JSON.stringify({ firingId: id, hook, tags, allHandlers, firedBy, runs: handlers.length }),
    },
    ...handlers.map((handler) => ({
      ...common,
      eventType: 'run.planned',
      namespace: platformNamespace(handler.createdBy),
      sender: handler.name,
      value: JSON.stringify({
        runId: runId({ firingId: id, handlerId: handler.id }),
        firingId: id,
        hook,
        tags,
        handler: handler.name,
        handlerId: handler.id,
        version: handler.version,
      }),
    })),
  ];
}

/** Whether the log tells of a run. Of a listener's calls, of which there may be one every minute for months, it does not. */
export function isTold(run: Pick<PlannedRun, 'step'>): boolean {
  return run.step?.listener === undefined;
}

/**
 * What the log tells of a run that ended: like its `run.planned`, of the type `run.succeeded`, `run.failed`, `run.cancelled` or
 * `run.skipped`.
 */
export function eventOfRun(run: {
  key: RunKey;
  /** The tags that the firing chose. */
  tags: readonly string[];
  handler: Handler & Pick<HandlerRecord, 'hook'>;
  attempt: number;
  outcome: RunOutcome;
  /** Milliseconds since the epoch. */
  at: number;
}): EventDraft {
  const { key, tags, handler, attempt, outcome } = run;
  const state = finalState(outcome);
  return {
    key: handler.hook,
    context: key.firingId,
    eventType: `run.${state}`,
    namespace: platformNamespace(handler.createdBy),
    sender: handler.name,
    expiresAt: run.at + KEPT_MS,
    value: JSON.stringify({
      runId: runId(key),
      firingId: key.firingId,
      hook: handler.hook,
      tags,
      handler: handler.name,
      handlerId: handler.id,
      version: handler.version,
      attempt,
      state,
      durationMs: outcome.durationMs,
      error: outcome.ok ? null : { name: outcome.error.name, message: outcome.error.message },
    }),
  };
}
