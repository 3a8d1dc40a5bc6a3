import type { RunState } from '../contract/firing.ts';
import type { Progress } from '../ports/firing-store.ts';
import { finalState } from './final-state.ts';

/** How a run or an item stands; one without a record has been planned, and not claimed yet. */
export function stateOf(record: Pick<Progress, 'outcome' | 'waiting'> | undefined): RunState {
  if (record === undefined) return 'planned';
  const { outcome, waiting } = record;
  if (outcome === null) return waiting === null ? 'running' : 'waiting';
  return finalState(outcome);
}
