import { formatRunKey, hashSecret } from '../identity/api-key.ts';
import type { Clock } from '../ports/clock.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { Random } from '../ports/random.ts';
import type { RunControl } from '../ports/run-control.ts';
import { type RunFailed, type Runner, RunnerLost } from '../ports/runner.ts';
import { goOnAt, type HandOver } from './go-on.ts';
import { settleLostRunner } from './lost-runner.ts';
import { plannedHandler } from './planned-handler.ts';
import { type RunTask, runId, workOf } from './run-task.ts';
import { settle, writeOutcome } from './settle.ts';
import type { Settled } from './settled.ts';
import { timeLimitSeconds } from './time-limit.ts';

/** How long after its time limit a run may still hold its claim: killing, settling. */
const LEASE_MARGIN_MS = 60_000;

/**
 * Claims the run, hands code and payload to the runner as the tenant, waits for the outcome and settles it. Called at
 * least once per run; the claim makes the calls one after the other, and `settle` the outcome one.
 */
export async function invoke(
  deps: {
    firings: Pick<FiringStore, 'claim' | 'payload' | 'settle'> & Pick<RunControl, 'retry'>;
    handlers: Pick<HandlerStore, 'version'>;
    runner: Pick<Runner, 'run'>;
    handOver: HandOver;
    clock: Clock;
    ids: Ids;
    random: Random;
    /** Where the platform is reached, for `context.hookline`. */
    endpoint: string;
  },
  task: RunTask,
): Promise<Settled> {
  const handler = await plannedHandler(deps, task.run);
  const key = workOf(task);
  if (task.run.filterError !== undefined) {
    return await writeOutcome(deps, task, handler, { outcome: filterFailed(task.run.filterError) });
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
  if (claim.state === 'final') return { next: 'notify' };
  if (claim.state === 'waiting') return await goOnAt(deps, task, claim.until, timeLimitSeconds(handler));
  if (claim.state === 'cancelled') return await writeOutcome(deps, task, handler, { outcome: cancelled });
  if (claim.state === 'held') return { next: 'end' };

  const { attempt, failures } = claim;
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
      ...(handler.retry !== undefined && { retry: { ...handler.retry, failures } }),
      connection: { endpoint: deps.endpoint, apiKey: formatRunKey(key, secret) },
    });
    return await settle(deps, task, handler, { attempt, failures, startedAt: now, outcome });
  } catch (error) {
    if (!(error instanceof RunnerLost)) throw error;
    return await settleLostRunner(deps, task, handler, { attempt, failures, startedAt: now }, error);
  }
}

/** Of a run whose cancellation was requested before the attempt began. */
const cancelled: RunFailed = {
  ok: false,
  cancelled: true,
  error: { name: 'RunCancelled', message: 'The run was cancelled.' },
  output: '',
  durationMs: 0,
};

/** Once planned it always fails: there is nothing to try again. */
function filterFailed(message: string): RunFailed {
  return {
    ok: false,
    error: { name: 'FilterFailed', message: `filter: ${message}` },
    output: '',
    durationMs: 0,
  };
}
