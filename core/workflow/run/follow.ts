import type { WorkflowDeps } from './deps.ts';
import { followRun } from './follow-run.ts';
import { followStep } from './follow-step.ts';
import type { FollowUp } from './follow-up.ts';
import { settleTermination } from './settle-termination.ts';

/** Tells all that is to be told: the end of a step may end its run, and that a step of the run that waits for it. */
export async function follow(deps: WorkflowDeps, first: FollowUp): Promise<void> {
  const waiting: FollowUp[] = [first];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    waiting.push(...(await followOne(deps, next)));
  }
}

async function followOne(deps: WorkflowDeps, next: FollowUp): Promise<readonly FollowUp[]> {
  switch (next.kind) {
    case 'step':
      return await followStep(deps, next.key);
    case 'run':
      return await followRun(deps, next.key);
    case 'terminating':
      return (await settleTermination(deps, next.key)) ? [{ kind: 'run', key: next.key }] : [];
  }
}
