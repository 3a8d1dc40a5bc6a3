import * as z from 'zod';
import { runId } from '../../../../core/firing/run-task.ts';
import type {
  AttemptRecord,
  FiringRecord,
  ItemRecord,
  PlannedRun,
  RunKey,
  RunRecord,
  WorkKey,
} from '../../../../core/ports/firing-store.ts';
import type { PlannedStep } from '../../../../core/ports/runner.ts';
import { runOutcomeSchema } from '../../lambda/runner-outcome.ts';
import { type Key, sortableId } from '../table.ts';

/*
 * A firing and its runs are one partition, so that one query reads them all. The firing's item is written when it is
 * accepted, and once more when several runs are closed; each run's item when it is claimed, settled and notified. The items of
 * a run are a partition of their own: up to 1,000 that nobody reads who asks for the firing.
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

/** A run, or an item of it. */
export const workKey = (key: WorkKey): Key =>
  key.item === undefined ? runKey(key) : { PK: runId(key), SK: `item#${String(key.item).padStart(4, '0')}` };
/** Attempts that others followed; each sorts behind its run (its item). */
export const attemptKey = (key: WorkKey, attempt: number): Key => {
  const { PK, SK } = workKey(key);
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
    .map(({ handlerId, version, filterError, step }) => {
      const parts = [handlerId, version];
      if (filterError === undefined && step === undefined) return parts.join('.');
      const error = base64url(filterError ?? '');
      return step === undefined
        ? [...parts, error].join('.')
        : [...parts, error, base64url(JSON.stringify(step))].join('.');
    })
    .join(' ');
}

export function parsePlan(text: string): PlannedRun[] {
  if (text === '') return [];
  return text.split(' ').map((run) => {
    const [handlerId, version, filterError = '', step] = run.split('.');
    return {
      handlerId: Number(handlerId),
      version: Number(version),
      ...(filterError !== '' && { filterError: textOf(filterError) }),
      ...(step !== undefined && { step: JSON.parse(textOf(step)) as PlannedStep }),
    };
  });
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function textOf(encoded: string): string {
  return Buffer.from(encoded, 'base64url').toString();
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
  /** Who asked for its end. */
  cancelRequested: z.object({ byId: z.string(), by: z.string(), at: z.number() }).optional(),
  /** How many items it was split into, and whether those that remain are not to run. */
  itemCount: z.number().optional(),
  itemsStopped: z.boolean().optional(),
  /** Where the inputs of the items are. */
  inputs: z.string().optional(),
  inputsKey: z.string().optional(),
});

/** Waiting for a slot, in place of a time. */
export const FOR_A_SLOT = -1;

/** A run as its item has it: the outcome may be elsewhere still, and earlier attempts are items of their own. */
export interface StoredRun {
  readonly run: Omit<RunRecord, 'outcome' | 'attempts'>;
  readonly failures: number;
  readonly outcome: Place | null;
  /** True of a run whose remaining items are not to run. */
  readonly itemsStopped: boolean;
  readonly inputs: Place | null;
}

/** JSON within an item, or the key of the object that has it. */
export type Place = { readonly inline: string } | { readonly key: string };

export function parseRun(item: unknown): StoredRun {
  const parsed = runSchema.parse(item);
  const { PK, failures, waitUntil, endedAt, notifiedAt, itemsStopped, cancelRequested, itemCount } = parsed;
  const { handlerId, handlerVersion, tenantId, attempt, startedAt, secretHash } = parsed;
  return {
    run: {
      firingId: PK,
      handlerId,
      handlerVersion,
      tenantId,
      attempt,
      startedAt,
      secretHash,
      endedAt: endedAt ?? null,
      notifiedAt: notifiedAt ?? null,
      waiting: waitUntil === undefined ? null : { until: waitUntil === FOR_A_SLOT ? null : waitUntil },
      cancelRequested: cancelRequested ?? null,
      itemCount: itemCount ?? null,
    },
    failures: failures ?? 0,
    outcome: placeOf(parsed.outcome, parsed.outcomeKey),
    itemsStopped: itemsStopped === true,
    inputs: placeOf(parsed.inputs, parsed.inputsKey),
  };
}

function placeOf(inline: string | undefined, key: string | undefined): Place | null {
  if (inline !== undefined) return { inline };
  return key === undefined ? null : { key };
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

/** The items of a run from those of its partition: an item's attempts stand behind it. */
export function parseItems(items: readonly Record<string, unknown>[]): (Omit<ItemRecord, 'outcome'> & {
  outcome: Place | null;
})[] {
  const isOfItem = ({ SK }: Record<string, unknown>) => !isAttempt(SK);
  const attempts = Map.groupBy(
    items.filter((item) => !isOfItem(item)),
    ({ SK }) => String(SK).split('#')[1],
  );
  return items.filter(isOfItem).map((item) => {
    const { run, outcome } = parseRun(item);
    const { attempt, startedAt, endedAt, waiting } = run;
    const index = String(item.SK).split('#')[1]!;
    return {
      index: Number(index),
      attempt,
      startedAt,
      endedAt,
      waiting,
      attempts: (attempts.get(index) ?? []).map(parseAttempt),
      outcome,
    };
  });
}
