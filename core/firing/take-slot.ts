import type { Clock } from '../ports/clock.ts';
import type { WorkKey } from '../ports/firing-store.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { RunControl } from '../ports/run-control.ts';
import type { Granted, RunLimits } from '../ports/run-limits.ts';
import type { TaskTokens } from '../ports/task-tokens.ts';
import { goOnAt, goOnWithSlot, type HandOver } from './go-on.ts';
import type { HandlerLimits } from './run-limits.ts';
import { type RunTask, workOf } from './run-task.ts';
import type { Settled } from './settled.ts';
import { timeLimitSeconds } from './time-limit.ts';

/**
 * A slot whose holder has vanished is free again after so long, in milliseconds: longer than an `invoke` may last on AWS (15
 * minutes); a longer one renews it.
 */
export const SLOT_LEASE_MS = 16 * 60_000;

interface SlotDeps {
  limits: RunLimits;
  tokens: TaskTokens;
  clock: Clock;
}

/**
 * Lets a run through its handler's limits, or says how it waits. First the slot, then the start: a reserved start is then used
 * at its time, whoever waits for slots.
 *
 * @returns undefined when it may begin now, and when it is not to run any more, which its claim finds.
 */
export async function takeSlot(
  deps: SlotDeps & { firings: Pick<RunControl, 'wait'>; handOver: HandOver },
  task: RunTask,
  handler: HandlerRecord,
  { slots, rate }: HandlerLimits,
): Promise<Settled | undefined> {
  const key = workOf(task);
  const now = deps.clock.now();
  const { version: handlerVersion, tenantId } = handler;
  const wait = { ...key, handlerVersion, tenantId, at: now };
  if (slots !== undefined && !(await take(deps, { ...key, ...slots, now, leaseMs: SLOT_LEASE_MS }))) {
    if ((await deps.firings.wait({ ...wait, until: null })) === 'ended') return undefined;
    return await goOnWithSlot(deps, task);
  }
  if (rate === undefined) return undefined;
  const at = await deps.limits.reserve({ ...key, ...rate, now });
  if (at <= now) return undefined;
  if (slots !== undefined) await take(deps, { ...key, ...slots, now, leaseMs: at - now + SLOT_LEASE_MS });
  if ((await deps.firings.wait({ ...wait, until: at })) === 'ended') return undefined;
  return await goOnAt(deps, task, at, timeLimitSeconds(handler));
}

async function take(deps: SlotDeps, request: Parameters<RunLimits['take']>[0]): Promise<boolean> {
  const { taken, granted } = await deps.limits.take(request);
  await tellGranted(deps, granted);
  return taken;
}

/** Renews the slot of a run that goes on, until the returned function is called. */
export function keepSlot(deps: SlotDeps, key: WorkKey, { slots }: HandlerLimits): () => void {
  if (slots === undefined) return () => {};
  let cancel: () => void;
  const renew = (): void => {
    cancel = deps.clock.schedule(SLOT_LEASE_MS / 4, renew);
    // One that fails is made up for by the next.
    take(deps, { ...key, ...slots, now: deps.clock.now(), leaseMs: SLOT_LEASE_MS }).catch(() => {});
  };
  cancel = deps.clock.schedule(SLOT_LEASE_MS / 4, renew);
  return () => cancel();
}

/** Gives up the slot of a run, or its place in the line, and lets in who is next. */
export async function freeSlot(deps: SlotDeps, key: WorkKey): Promise<void> {
  await tellGranted(deps, await deps.limits.release(key, deps.clock.now()));
}

export async function tellGranted(
  { tokens }: { tokens: TaskTokens },
  granted: readonly Granted[],
): Promise<void> {
  await Promise.all(granted.map(({ token }) => tokens.answer(token)));
}
