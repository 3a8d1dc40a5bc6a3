import * as z from 'zod';
import type { RunOutcome } from '../../../../core/ports/runner.ts';
import { runOutcomeSchema } from '../../lambda/runner-outcome.ts';

const cancelledSchema = z.object({ ok: z.literal(false), cancelled: z.literal(true) });

/** An outcome as it was stored: unlike what a runner says, it may say that the run was cancelled. */
export function parseStoredOutcome(json: string): RunOutcome {
  const value: unknown = JSON.parse(json);
  const outcome = runOutcomeSchema.parse(value);
  return !outcome.ok && cancelledSchema.safeParse(value).success ? { ...outcome, cancelled: true } : outcome;
}
