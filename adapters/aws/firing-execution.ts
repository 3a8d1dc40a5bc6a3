import * as z from 'zod';
import { firstExecution } from '../../core/firing/first-execution.ts';
import type { FiringRecord } from '../../core/ports/firing-store.ts';
import type { FiringExecution } from '../../core/ports/orchestrator.ts';
import { declareProblem } from '../../core/problem.ts';

const planTooLarge = declareProblem('plan-too-large', {
  status: 422,
  title: 'The firing would run too many handlers',
});

/** A payload up to this size, in bytes, travels in the execution's input; a larger one as an object. */
export const INLINE_PAYLOAD_BYTES = 32 * 1024;

/**
 * Step Functions takes 256 KiB of input (quotas, "state machine executions"), and so did SQS until 2025; the rest is left
 * for what the machine adds to each state's input.
 */
export const EXECUTION_BYTES = 240 * 1024;

/**
 * Runs of one firing. A Standard execution may write 25,000 events into its history, and a run writes about sixteen.
 */
export const PLANNED_RUNS = 1000;

const executionTypeSchema = z.enum(['EXPRESS', 'STANDARD']);
const listenerCallSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('poll'),
    number: z.int(),
    execution: z.string(),
    checkpointId: z.string(),
    notBefore: z.number(),
    pauseMs: z.number(),
  }),
  z.object({ phase: z.literal('checkpointed'), event: z.unknown() }),
]);
const plannedRunSchema = z.object({
  handlerId: z.int().positive(),
  version: z.int().nonnegative(),
  filterError: z.string().exactOptional(),
  step: z
    .object({
      runId: z.string(),
      stepId: z.string(),
      parameters: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).nullable(),
      listener: listenerCallSchema.exactOptional(),
    })
    .exactOptional(),
});
const payloadRefSchema = z.union([
  z.strictObject({ inline: z.string() }),
  z.strictObject({ stored: z.string() }),
]);

/** An execution as it travels through SQS and Step Functions. */
export const firingExecutionSchema = z.object({
  firingId: z.string(),
  tags: z.array(z.string()),
  payload: payloadRefSchema,
  executionType: executionTypeSchema,
  runs: z.array(plannedRunSchema),
  onlyRun: z.boolean(),
  mayWait: z.boolean(),
  items: z.array(z.int().nonnegative()).nullable(),
  part: z.string().exactOptional(),
});

/** What the firing machine hands to the steps of one run. */
export const runTaskSchema = z.object({
  firingId: z.string(),
  tags: z.array(z.string()),
  payload: payloadRefSchema,
  executionType: executionTypeSchema,
  run: plannedRunSchema,
  onlyRun: z.boolean(),
  mayWait: z.boolean(),
  items: z.array(z.int().nonnegative()).nullable(),
  item: z.int().nonnegative().exactOptional(),
  executionId: z.string(),
  startedAt: z.string(),
});

/** The execution of an accepted firing; its payload is inline when it is small, is text, and all of it fits. */
export function executionOf(firing: FiringRecord, payload: Uint8Array): FiringExecution {
  const text = payload.byteLength <= INLINE_PAYLOAD_BYTES ? decode(payload) : undefined;
  const stored = firstExecution(firing, { stored: firing.id });
  if (text === undefined) return stored;
  const inline = firstExecution(firing, { inline: text });
  return formatExecution(inline).byteLength <= EXECUTION_BYTES ? inline : stored;
}

/** Throws `plan-too-large` when the firing has more runs than one execution carries out. */
export function checkPlanSize(firing: FiringRecord): void {
  if (firing.plan.length <= PLANNED_RUNS) return;
  throw planTooLarge(
    `${firing.plan.length} handlers match, and one firing runs at most ${PLANNED_RUNS}. Choose tags that fewer handlers have.`,
    { field: 'tags' },
  );
}

/**
 * JSON in UTF-8. SQS takes the characters of XML only (SendMessage), of which U+FFFE and U+FFFF are none; control
 * characters are escaped by JSON itself. Those beyond U+FFFF are escaped too: SQS takes them, but not everything that
 * speaks its protocol does.
 */
export function formatExecution(execution: FiringExecution): Buffer {
  const json = JSON.stringify(execution).replace(/[\ufffe\uffff\u{10000}-\u{10ffff}]/gu, escapeUnits);
  return Buffer.from(json);
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}

/** Undefined when the bytes are no UTF-8: they would not come back as they were. */
function decode(payload: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
  } catch {
    return undefined;
  }
}
