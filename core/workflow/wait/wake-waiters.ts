import type { LatchRecord, LatchWaiter } from '../../ports/latch-store.ts';
import { parseStepId } from '../regions/step-path.ts';
import { readInput } from '../run/read-input.ts';
import type { WaitDeps } from './deps.ts';
import type { ChangeLatch } from './open-latches.ts';

/** Ends the steps that waited when the latch came to zero, each with its own input; then they are forgotten. */
export async function wakeWaiters(
  deps: WaitDeps,
  changeLatch: ChangeLatch,
  { tenantId, name, waking }: LatchRecord,
): Promise<void> {
  if (waking.length === 0) return;
  await Promise.all(waking.map((waiter) => wake(deps, tenantId, waiter)));
  const woken = new Set(waking.map(idOf));
  await changeLatch(tenantId, name, (latch) =>
    latch.waking.some((waiter) => woken.has(idOf(waiter)))
      ? { ...latch, waking: latch.waking.filter((waiter) => !woken.has(idOf(waiter))) }
      : undefined,
  );
}

async function wake(deps: WaitDeps, tenantId: string, { runId, stepId }: LatchWaiter): Promise<void> {
  const run = await deps.runs.get({ tenantId, runId });
  if (run === undefined) return;
  const { path, node } = parseStepId(stepId);
  const found = await readInput(deps, run, node, path);
  if ('input' in found) await deps.endStep({ tenantId, runId, stepId }, { output: found.input });
}

export function idOf({ runId, stepId }: LatchWaiter): string {
  return `${runId} ${stepId}`;
}
