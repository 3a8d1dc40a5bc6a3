import { limits } from '../contract/limits.ts';
import { formatRunKey, hashSecret } from '../identity/api-key.ts';
import type { Clock } from '../ports/clock.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { HandlerRecord, HandlerStore } from '../ports/handler-store.ts';
import type { Ids } from '../ports/ids.ts';
import { type RunFailed, type Runner, RunnerLost } from '../ports/runner.ts';
import { EXPRESS_BUDGET_SECONDS } from './plan.ts';
import { plannedHandler } from './planned-handler.ts';
import { type RunTask, runId } from './run-task.ts';
import { type Settled, settle } from './settle.ts';
import { timeLimitSeconds } from './time-limit.ts';

/** How long after its time limit a run may still hold its claim: killing, settling. */
const LEASE_MARGIN_MS = 60_000;

/** Between the loss of a runner and the next attempt. */
const LOST_DELAY_SECONDS = 1;

/**
 * Claims the run, hands code and payload to the runner as the tenant, waits for the outcome and settles it. Called at
 * least once per run; the claim makes the calls one after the other, and `settle` the outcome one.
 */
export async function invoke(
  deps: {
    firings: Pick<FiringStore, 'claim' | 'payload' | 'settle'>;
    handlers: Pick<HandlerStore, 'version'>;
    runner: Pick<Runner, 'run'>;
    clock: Clock;
    ids: Ids;
    /** Where the platform is reached, for `context.hookline`. */
    endpoint: string;
  },
  task: RunTask,
): Promise<Settled> {
  const handler = await plannedHandler(deps, task.run);
  const key = { firingId: task.firingId, handlerId: handler.id };
  if (task.run.filterError !== undefined) {
    return await settle(deps, task, handler, { outcome: filterFailed(task.run.filterError) });
  }
  const secret = deps.ids.secret();
  const now = deps.clock.now();
  const claim = await deps.firings.claim({
    ...key,
    handlerVersion: handler.version,
    tenantId: handler.tenantId,
    executionId: task.executionId,
    now,
    leaseUntil: now + timeLimitSeconds(handler) * 1000 + LEASE_MARGIN_MS,
    secretHash: hashSecret(secret),
  });
  // Final already: a crash may have come between the settlement and the e-mail, and notify is idempotent.
  if (claim.state === 'final') return { next: 'notify', delaySeconds: 0 };
  if (claim.state !== 'claimed') return { next: 'end', delaySeconds: 0 };

  const { attempt } = claim;
  try {
    const outcome = await deps.runner.run({
      runId: runId(key),
      attempt,
      firingId: task.firingId,
      hook: handler.hook,
      tags: task.tags,
      tenantId: handler.tenantId,
      code: handler.code,
      payload: await deps.firings.payload(task.firingId, task.payload),
      timeoutSeconds: timeLimitSeconds(handler),
      connection: { endpoint: deps.endpoint, apiKey: formatRunKey(task.firingId, handler.id, secret) },
    });
    return await settle(deps, task, handler, { attempt, outcome });
  } catch (error) {
    if (!(error instanceof RunnerLost)) throw error;
    if (mayTryAgain(deps.clock.now(), task, handler, attempt)) {
      return { next: 'retry', delaySeconds: LOST_DELAY_SECONDS };
    }
    const outcome = {
      ok: false as const,
      error: {
        name: 'RunnerLost',
        message: `The process that ran the handler vanished, ${attempt} times: ${error.message}`,
      },
      output: '',
      durationMs: deps.clock.now() - now,
    };
    return await settle(deps, task, handler, { attempt, outcome });
  }
}

/** Once planned it always fails: there is nothing to try again. */
function filterFailed(message: string): RunFailed {
  return {
    ok: false,
    error: { name: 'FilterFailed', message: `filter: ${message}` },
    output: '',
    durationMs: 0,
  };
}

function mayTryAgain(now: number, task: RunTask, handler: HandlerRecord, attempt: number): boolean {
  if (attempt >= limits.lostAttempts) return false;
  const endsBySeconds =
    (now - Date.parse(task.startedAt)) / 1000 + LOST_DELAY_SECONDS + timeLimitSeconds(handler);
  return task.executionType === 'STANDARD' || endsBySeconds <= EXPRESS_BUDGET_SECONDS;
}
