import * as z from 'zod';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import { invalid } from '../../invalid-request.ts';
import type { WorkflowLimits } from '../../ports/workflow-places.ts';
import type { WorkflowDeps } from './deps.ts';
import { letIn } from './launch-run.ts';

const count = (least: number, rule: string) =>
  z
    .int(rule)
    .min(-1, rule)
    .refine((value) => value === -1 || value >= least, rule)
    .nullable()
    .transform((value) => (value === -1 ? null : value));

const schema = z.object({
  maxRunning: count(1, 'maxRunning is a whole number from 1, or -1 or null for no limit.'),
  maxPending: count(0, 'maxPending is a whole number from 0, or -1 or null for no limit.'),
});

/**
 * Limits how many runs go on at once on this platform, and how many wait for that; null and -1 for no limit. For admins. Runs that other
 * runs have started do not count. Those that go on or wait already stay; when there is more room now, those who wait begin.
 */
export async function setWorkflowLimits(
  deps: Pick<WorkflowDeps, 'runs' | 'executions' | 'places' | 'clock'>,
  caller: Caller,
  limits: WorkflowLimits,
): Promise<WorkflowLimits> {
  requirePermission(caller, 'administer');
  const checked = schema.safeParse(limits);
  if (!checked.success) throw invalid(checked.error, limits);
  await deps.places.setLimits(checked.data);
  await letIn(deps);
  return checked.data;
}
