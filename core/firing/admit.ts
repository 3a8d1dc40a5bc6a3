import type { Clock } from '../ports/clock.ts';
import type { Expressions } from '../ports/expressions.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import type { RunControl } from '../ports/run-control.ts';
import type { RunLimits } from '../ports/run-limits.ts';
import type { TaskTokens } from '../ports/task-tokens.ts';
import { plannedHandler } from './planned-handler.ts';
import { readInput } from './read-input.ts';
import { limitsFor } from './run-limits.ts';
import { type RunTask, workOf } from './run-task.ts';
import { SLOT_LEASE_MS, tellGranted } from './take-slot.ts';

/**
 * Lets a run wait for a slot: its execution goes on when its token is answered. That happens when its turn has come, at once
 * where a slot has become free meanwhile, and also when it is cancelled.
 */
export async function admit(
  deps: {
    firings: Pick<FiringStore, 'payload'> & Pick<RunControl, 'item'>;
    handlers: Pick<HandlerStore, 'version'>;
    limits: RunLimits;
    tokens: TaskTokens;
    expressions: Expressions;
    clock: Clock;
  },
  { task, token }: { task: RunTask; token: string },
): Promise<void> {
  const handler = await plannedHandler(deps, task.run);
  const key = workOf(task);
  const now = deps.clock.now();
  const { slots } = await limitsFor(deps, handler, () => readInput(deps, task));
  const granted =
    slots === undefined
      ? [{ token }]
      : await deps.limits.queue({ ...key, ...slots, now, leaseMs: SLOT_LEASE_MS, token });
  await tellGranted(deps, granted);
}
