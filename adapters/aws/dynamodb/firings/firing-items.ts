import * as z from 'zod';
import type {
  AttemptRecord,
  FiringRecord,
  PlannedRun,
  RunKey,
  RunRecord,
} from '../../../../core/ports/firing-store.ts';
import { runOutcomeSchema } from '../../lambda/runner-outcome.ts';
import { type Key, sortableId } from '../table.ts';

/*
 * A firing and its runs are one partition, so that one query reads them all. The firing's item is written when it is
 * accepted, and once more when several runs are closed; each run's item when it is claimed, settled and notified.
 */

/** The sort key of the firing itself; it sorts before those of its runs. */
const FIRING = 'firing';

export const firingKey = (id: string): Key => ({ PK: id, SK: FIRING });
export const runKey = ({ firingId, handlerId }: RunKey): Key => ({
  PK: firingId,
  SK: `run#${sortableId(handlerId)}`,
});

/** Whether the item is a firing itself, or a run itself: what else there is about a run sorts behind it. */
export const isFiring = ({ SK }: Record<string, unknown>): boolean => SK === FIRING;
export const isRun = ({ SK }: Record<string, unknown>): boolean =>
  typeof SK === 'string' && /^run#\d{16}$/.test(SK);

/** Attempts that others followed; each sorts behind its run. */
export const attemptKey = (key: RunKey, attempt: number): Key => {
  const { PK, SK } = runKey(key);
  return { PK, SK: `${SK}#attempt#${String(attempt).padStart(4, '0')}` };
};

/** The TTL of what was written at `at` (milliseconds since the epoch), in seconds. */
export function expiryOf(at: number, retentionDays: number): number {
  return Math.ceil(at / 1000) + retentionDays * 24 * 3600;
}

/**
 * `12.0 15.3`: handler and version of each planned run, and why its filter failed, in Base64, where it did; a list of maps
 * would take three times the write units.
 */
export function formatPlan(plan: readonly PlannedRun[]): string {
  return plan
    .map(({ handlerId, version, filterError }) =>
      filterError === undefined
        ? `${handlerId}.${version}`
        : `${handlerId}.${version}.${Buffer.from(filterError).toString('base64url')}`,
    )
    .join(' ');
}

export function parsePlan(text: string): PlannedRun[] {
  if (text === '') return [];
  return text.split(' ').map((run) => {
    const [handlerId, version, filterError] = run.split('.');
    return {
      handlerId: Number(handlerId),
      version: Number(version),
      ...(filterError !== undefined && { filterError: Buffer.from(filterError, 'base64url').toString() }),
    };
  });
}

const firingSchema = z.object({
  PK: z.string(),
  hook: z.string(),
  tags: z.array(z.string()),
  allHandlers: z.boolean(),
  firedById: z.string(),
  firedBy: z.string(),
  fingerprint: z.string(),
  payloadBytes: z.number(),
  plan: z.string().transform(parsePlan),
  executionType: z.enum(['EXPRESS', 'STANDARD']),
  acceptedAt: z.number(),
  finishedAt: z.number().optional(),
});

const runSchema = z.object({
  PK: z.string(),
  handlerId: z.number(),
  handlerVersion: z.number(),
  tenantId: z.string(),
  attempt: z.number(),
  startedAt: z.number(),
  secretHash: z.string(),
  /** Attempts that count against the handler's `maxAttempts`. */
  failures: z.number().optional(),
  /** While no attempt goes on: until when it waits, or -1 for a slot. */
  waitUntil: z.number().optional(),
  endedAt: z.number().optional(),
  notifiedAt: z.number().optional(),
  /** Where the outcome is; absent until there is one. */
  outcome: z.string().optional(),
  outcomeKey: z.string().optional(),
});

/** Waiting for a slot, in place of a time. */
export const FOR_A_SLOT = -1;

/** A run as its item has it: the outcome may be elsewhere still, and earlier attempts are items of their own. */
export interface StoredRun {
  readonly run: Omit<RunRecord, 'outcome' | 'attempts'>;
  readonly failures: number;
  readonly outcome: { readonly inline: string } | { readonly key: string } | null;
}

export function parseRun(item: unknown): StoredRun {
  const { PK, failures, waitUntil, endedAt, notifiedAt, outcome, outcomeKey, ...rest } =
    runSchema.parse(item);
  return {
    run: {
      firingId: PK,
      ...rest,
      endedAt: endedAt ?? null,
      notifiedAt: notifiedAt ?? null,
      waiting: waitUntil === undefined ? null : { until: waitUntil === FOR_A_SLOT ? null : waitUntil },
      cancelRequested: null,
      itemCount: null,
    },
    failures: failures ?? 0,
    outcome:
      outcome !== undefined ? { inline: outcome } : outcomeKey !== undefined ? { key: outcomeKey } : null,
  };
}

const isAttempt = (SK: unknown): boolean => typeof SK === 'string' && SK.includes('#attempt#');

const attemptSchema = z.object({
  number: z.number(),
  startedAt: z.number(),
  endedAt: z.number(),
  nextAt: z.number(),
  lost: z.boolean(),
  outcome: z.string(),
});

export function parseAttempt(item: unknown): AttemptRecord {
  const { outcome, ...rest } = attemptSchema.parse(item);
  const parsed = runOutcomeSchema.parse(JSON.parse(outcome));
  if (parsed.ok) throw new Error('An attempt that another one followed cannot have succeeded.');
  return { ...rest, outcome: parsed };
}

/**
 * A firing from the items of its partition, in the order of their sort keys. The settlement of an only run closes its
 * firing, so that no write has to: the time is that of the run's end.
 */
export function parseFiring(
  items: readonly Record<string, unknown>[],
): { firing: FiringRecord; runs: (StoredRun & { attempts: AttemptRecord[] })[] } | undefined {
  const [first, ...rest] = items;
  // Runs outlive their firing by the time between acceptance and claim.
  if (first === undefined || first.SK !== FIRING) return undefined;
  const { PK, finishedAt, ...firing } = firingSchema.parse(first);
  const attempts = Map.groupBy(
    rest.filter(({ SK }) => isAttempt(SK)),
    ({ handlerId }) => handlerId,
  );
  const runs = rest
    .filter(({ SK }) => !isAttempt(SK))
    .map((item) => ({ ...parseRun(item), attempts: (attempts.get(item.handlerId) ?? []).map(parseAttempt) }));
  const closed = firing.plan.length === 1 ? runs[0]?.run.endedAt : undefined;
  return { firing: { id: PK, ...firing, finishedAt: finishedAt ?? closed ?? null }, runs };
}
