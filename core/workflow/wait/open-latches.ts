import type { LatchRecord } from '../../ports/latch-store.ts';
import type { WaitDeps } from './deps.ts';

/** Another latch than before; undefined to leave it as it is. It may be asked again. */
export type LatchRule = (latch: LatchRecord) => LatchRecord | undefined;

/** Changes a latch, of which one that nobody has used counts as 0; resolves with it as it is then, durably. */
export type ChangeLatch = (tenantId: string, name: string, rule: LatchRule) => Promise<LatchRecord>;

interface Change {
  readonly rule: LatchRule;
  readonly resolve: (latch: LatchRecord) => void;
  readonly reject: (error: unknown) => void;
}

type Deps = Pick<WaitDeps, 'latches' | 'runs' | 'clock' | 'random'>;

/** Steps that are remembered as counted before it is looked which of them need not be any more. */
const COUNTED = 20;

/** As often as somebody else can have been faster; then something is wrong, and the caller's caller tries again. */
const TRIES = 30;

/** The longest wait between two tries, in milliseconds. */
const MAX_WAIT_MS = 500;

/**
 * Latches, changed as one record each. What comes to a latch in this process while it is written goes into the next write together, so
 * that a thousand steps at once cost a few writes; processes that are in one another's way wait a random while.
 */
export function openLatches(deps: Deps): ChangeLatch {
  const queues = new Map<string, Change[]>();

  const work = async (id: string, tenantId: string, name: string, queue: Change[]): Promise<void> => {
    while (queue.length > 0) {
      const changes = queue.splice(0);
      try {
        const latch = await write(deps, tenantId, name, changes);
        for (const { resolve } of changes) resolve(latch);
      } catch (error) {
        for (const { reject } of changes) reject(error);
      }
    }
    queues.delete(id);
  };

  return (tenantId, name, rule) =>
    new Promise((resolve, reject) => {
      const id = JSON.stringify([tenantId, name]);
      const change = { rule, resolve, reject };
      const queue = queues.get(id);
      if (queue !== undefined) {
        queue.push(change);
        return;
      }
      const started = [change];
      queues.set(id, started);
      void work(id, tenantId, name, started);
    });
}

async function write(
  deps: Deps,
  tenantId: string,
  name: string,
  changes: readonly Change[],
): Promise<LatchRecord> {
  const { latches, clock, random } = deps;
  for (let tries = 0; tries < TRIES; tries++) {
    const stored = await latches.get(tenantId, name);
    const before = stored ?? { tenantId, name, count: 0, counted: [], waiting: [], waking: [], revision: 0 };
    let after: LatchRecord = before;
    for (const { rule } of changes) after = rule(after) ?? after;
    if (after === before) return before;
    const counted = await stillNeeded(deps, before, after.counted);
    const next = { ...after, counted, revision: before.revision + 1 };
    if (await latches.put(next)) return next;
    const waitMs = random() * Math.min(MAX_WAIT_MS, 2 ** tries);
    await new Promise<void>((resolve) => clock.schedule(waitMs, resolve));
  }
  throw new Error(`The latch ${name} was changed by others ${TRIES} times.`);
}

/** Those that counted, without the ones of before whose steps have ended: they do not come again. */
async function stillNeeded(
  { runs }: Deps,
  before: LatchRecord,
  counted: readonly string[],
): Promise<readonly string[]> {
  if (before.counted.length < COUNTED) return counted;
  const ids = before.counted.map((id) => {
    const at = id.lastIndexOf(' ');
    return { id, runId: id.slice(0, at), stepId: id.slice(at + 1) };
  });
  const ended = await Promise.all(
    [...Map.groupBy(ids, ({ runId }) => runId)].map(async ([runId, ofRun]) => {
      const stepIds = ofRun.map(({ stepId }) => stepId);
      const steps = await runs.steps({ tenantId: before.tenantId, runId }, stepIds);
      const active = new Set(steps.flatMap(({ stepId, state }) => (state === 'active' ? [stepId] : [])));
      return ofRun.flatMap(({ id, stepId }) => (active.has(stepId) ? [] : [id]));
    }),
  );
  const gone = new Set(ended.flat());
  return counted.filter((id) => !gone.has(id));
}
