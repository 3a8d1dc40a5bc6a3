import type { FiringRecord, PayloadRef } from '../ports/firing-store.ts';
import type { FiringExecution } from '../ports/orchestrator.ts';
import { CONCURRENT_RUNS } from './plan.ts';

/**
 * The execution that carries out a firing. Its runs may wait in it where that holds nobody up: a run that waits takes the place
 * of one that could go on when there are more runs than go on at once, and a Standard execution can write down the steps of
 * so many waits for one run only (25,000 events; AWS Step Functions, quotas).
 */
export function firstExecution(firing: FiringRecord, payload: PayloadRef): FiringExecution {
  const { id, tags, executionType, plan } = firing;
  return {
    firingId: id,
    tags,
    payload,
    executionType,
    runs: plan,
    onlyRun: plan.length === 1,
    mayWait: plan.length <= (executionType === 'EXPRESS' ? CONCURRENT_RUNS : 1),
    items: null,
  };
}
