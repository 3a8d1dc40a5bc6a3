import { limits } from '../../contract/limits.ts';
import type { ClaimTasks } from '../../contract/task.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Random } from '../../ports/random.ts';
import type { OfferedTask, TaskQueue } from '../../ports/task-queue.ts';
import { startsOf } from './task-events.ts';
import { isAwaited, type TaskStateDeps } from './task-state.ts';

/** The longest that a lease can last from now on, in milliseconds. */
const LONGEST_LEASE_MS = limits.leaseSeconds.max * 1000;

/** How many tasks are looked at, so that workers that look at the same time find one each. */
const LOOKED_AT = 5;

/** The same when a claim is repeated, among those that wait and those that workers have; behind them the lease has to end. */
const LOOKED_AT_AGAIN = 1000;

/** How often another look is taken at once when other workers were first with all that was found. */
const CONTENDED_LOOKS = 3;

/** How long until another look when they were so each time, in milliseconds. */
const CONTENDED_MS = 100;

/** A task as it is handed out. */
export type HandedOutTask = OfferedTask & { readonly receipt: string };

export interface HandedOutTasks {
  readonly tasks: HandedOutTask[];
  /** Tasks that events up to this offset tell of were looked at. */
  readonly cursor: number;
  /** How long until a task of another worker's is free again, in milliseconds; null when none is held. */
  readonly overdueMs: number | null;
}

/**
 * Hands tasks of one kind, of the caller's runs, to a worker, for as long as the lease lasts: the longest waiting first, those whose
 * worker did not end them in time among them. Waits for the first one for `waitSeconds`. A claim with a name that is made `again` gives
 * what it took before, as its answer was lost: else that would be nobody's until the lease is over.
 *
 * @param signal ends the wait.
 */
export async function claimTasks(
  deps: TaskStateDeps & {
    tasks: Pick<TaskQueue, 'visible' | 'put' | 'remove'>;
    events: Pick<EventLog, 'latestOffset' | 'waitForEvent'>;
    clock: Pick<Clock, 'now'>;
    ids: Pick<Ids, 'next'>;
    random: Random;
  },
  caller: Caller,
  kind: string,
  { limit, leaseSeconds, waitSeconds, claim, again }: ClaimTasks,
  signal?: AbortSignal,
): Promise<HandedOutTasks> {
  requirePermission(caller, 'fire');
  const deadline = deps.clock.now() + waitSeconds * 1000;
  const newReceipt = (): string =>
    claim === undefined ? deps.ids.next() : `${claim}${AFTER_CLAIM}${deps.ids.next()}`;
  if (again && claim !== undefined) {
    const taken = await findTaken(deps, caller, kind, claim);
    if (taken.length > 0) return { tasks: taken, cursor: await deps.events.latestOffset(), overdueMs: null };
  }
  for (let contended = 0; ; ) {
    // Before the look, so that no event passes between the two.
    const cursor = await deps.events.latestOffset();
    const now = deps.clock.now();
    const free = await deps.tasks.visible(caller.userId, kind, now, Math.max(limit, LOOKED_AT));
    const gone = signal?.aborted === true;
    const tasks = gone
      ? []
      : await takeSome(deps, free, { limit, visibleAt: now + leaseSeconds * 1000, newReceipt });
    if (limit === 0 && free.length > 0) return { tasks, cursor, overdueMs: 0 };
    if (!gone && tasks.length === 0 && free.length > 0 && contended++ < CONTENDED_LOOKS) continue;
    const overdueAt = free.length > 0 ? undefined : await findOverdue(deps, caller, kind, now);
    // It was listed between the two looks: an index of DynamoDB may be behind.
    const isListedNow = !gone && overdueAt !== undefined && overdueAt <= now;
    if (isListedNow && contended++ < CONTENDED_LOOKS) continue;
    const lookAt = free.length > 0 ? now + CONTENDED_MS : (overdueAt ?? Number.POSITIVE_INFINITY);
    if (tasks.length > 0 || now >= deadline || gone) {
      return { tasks, cursor, overdueMs: Number.isFinite(lookAt) ? Math.max(0, lookAt - now) : null };
    }
    const waitMs = Math.max(1, Math.min(deadline, lookAt) - now);
    await deps.events.waitForEvent(startsOf(caller.userName, kind), cursor, waitMs, signal);
    contended = 0;
  }
}

/** Stands between the name of a claim and what makes its receipts nobody else's to know. */
const AFTER_CLAIM = '.';

/** What a claim of this name has taken, and nobody has ended or taken since: the answer that told of it was lost. */
async function findTaken(
  deps: Parameters<typeof claimTasks>[0],
  caller: Caller,
  kind: string,
  claim: string,
): Promise<HandedOutTask[]> {
  const until = deps.clock.now() + LONGEST_LEASE_MS;
  const held = await deps.tasks.visible(caller.userId, kind, until, LOOKED_AT_AGAIN);
  const taken: HandedOutTask[] = [];
  for (const task of held) {
    const { receipt } = task;
    if (receipt === null || !receipt.startsWith(`${claim}${AFTER_CLAIM}`)) continue;
    if (await isAwaited(deps, task)) taken.push({ ...task, receipt });
  }
  return taken;
}

/** When the first task is free again that a worker has. */
async function findOverdue(
  { tasks }: Pick<Parameters<typeof claimTasks>[0], 'tasks'>,
  caller: Caller,
  kind: string,
  now: number,
): Promise<number | undefined> {
  const [first] = await tasks.visible(caller.userId, kind, now + LONGEST_LEASE_MS, 1);
  return first?.visibleAt;
}

/** In their order, unless another worker is at it too: then each goes on at a place of its own. */
async function takeSome(
  deps: Parameters<typeof claimTasks>[0],
  free: readonly OfferedTask[],
  {
    limit,
    visibleAt,
    newReceipt,
  }: { readonly limit: number; readonly visibleAt: number; readonly newReceipt: () => string },
): Promise<HandedOutTask[]> {
  const left = [...free];
  const taken: HandedOutTask[] = [];
  let sizeBytes = 0;
  let contended = false;
  while (left.length > 0 && taken.length < limit) {
    const [task] = left.splice(contended ? Math.floor(deps.random() * left.length) : 0, 1);
    sizeBytes += sizeOf(task!);
    if (taken.length > 0 && sizeBytes > limits.task.answerBytes) break;
    const mine = {
      ...task!,
      visibleAt,
      receipt: newReceipt(),
      receivedAt: null,
      deliveries: task!.deliveries + 1,
      revision: task!.revision + 1,
    };
    if (!(await deps.tasks.put(mine))) {
      contended = true;
    } else if (await isAwaited(deps, mine)) {
      taken.push(mine);
    } else {
      await deps.tasks.remove(mine, mine.revision);
    }
  }
  return taken;
}

function sizeOf({ input, parameters }: OfferedTask): number {
  return Buffer.byteLength(JSON.stringify([input, parameters]));
}
