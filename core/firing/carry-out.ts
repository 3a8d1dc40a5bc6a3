import type { Clock } from '../ports/clock.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { Runner, RunOutcome, RunRequest } from '../ports/runner.ts';
import type { WorkflowStarter } from '../ports/workflow-starter.ts';
import { cancelledOutcome } from './failed-outcome.ts';

/** What an attempt comes to: its code, or the workflow that it starts. */
export interface CarryOutDeps {
  readonly runner: Pick<Runner, 'run'>;
  readonly startWorkflow: WorkflowStarter;
  readonly clock: Clock;
}

/** Does what the handler is there for, once: runs its code, or starts a run of its workflow. */
export async function carryOut(
  deps: CarryOutDeps,
  { code }: Pick<HandlerRecord, 'code'>,
  request: Omit<RunRequest, 'code'>,
): Promise<RunOutcome> {
  return 'workflow' in code
    ? await startRunOf(deps, code.workflow, request)
    : await deps.runner.run({ ...request, code });
}

/** It has succeeded when the workflow's run is there; what becomes of that is the workflow's affair. */
async function startRunOf(
  { startWorkflow, clock }: CarryOutDeps,
  workflow: string,
  { tenantId, runId, firingId, payload, signal, onBegin }: Omit<RunRequest, 'code'>,
): Promise<RunOutcome> {
  if (signal?.aborted) return cancelledOutcome();
  onBegin?.();
  const begunAt = clock.now();
  const input = new TextDecoder().decode(payload);
  const answer = await startWorkflow({ tenantId, workflow, runId, firingId, input });
  const ended = { output: '', durationMs: clock.now() - begunAt };
  if (!answer.started) return { ok: false, error: answer.error, ...ended };
  const result = JSON.stringify({ workflowRun: runId });
  return { ok: true, result, resultType: 'json', resultCut: false, ...ended };
}
