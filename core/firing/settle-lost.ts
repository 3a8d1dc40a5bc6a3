import type { HandlerStore } from '../ports/handler-store.ts';
import type { RunLimits } from '../ports/run-limits.ts';
import type { TaskTokens } from '../ports/task-tokens.ts';
import { failedOutcome } from './failed-outcome.ts';
import { plannedHandler } from './planned-handler.ts';
import { isLimited } from './run-limits.ts';
import { type RunTask, workOf } from './run-task.ts';
import { writeOutcome } from './settle.ts';
import type { OutcomeDeps } from './settle-item.ts';
import type { Settled } from './settled.ts';
import { freeSlot } from './take-slot.ts';

/** The machine's way out when `invoke` failed for good: the run ends as failed, and its owner is told. */
export async function settleLost(
  deps: OutcomeDeps & { handlers: Pick<HandlerStore, 'version'>; limits: RunLimits; tokens: TaskTokens },
  { task, error }: { task: RunTask; error: { Error: string; Cause?: string } },
): Promise<Settled> {
  const handler = await plannedHandler(deps, task.run);
  const message = `Hookline could not carry out the run (${error.Error}). Fire again, or ask who operates it.`;
  const settled = await writeOutcome(deps, task, handler, {
    outcome: failedOutcome('PlatformFailed', message),
  });
  if (isLimited(handler)) await freeSlot(deps, workOf(task));
  return settled;
}
