import type { StepContext } from '../../ports/workflow-executions.ts';
import type { WorkflowDeps } from './deps.ts';

/** What a state of a workflow's document asks for: `docs/decisions/017-workflow-engine.md`. */
export interface StepEvent {
  readonly action: 'join' | 'start' | 'elapsed' | 'timeout' | 'leave' | 'loop' | 'again' | 'finish' | 'fail';
  readonly context: StepContext;
  readonly node: number;
  /** Of the state, when it waits for one. */
  readonly token?: string;
}

/** Does what a state of a workflow's document stands for; may be repeated. */
export function step(
  _deps: WorkflowDeps,
  _event: StepEvent,
): Promise<Readonly<Record<string, unknown>> | null> {
  return Promise.reject(new Error('Being built.'));
}
