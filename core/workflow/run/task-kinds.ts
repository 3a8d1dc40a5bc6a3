import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { Started, TaskStart } from './step-work.ts';

/**
 * Starts a task: called again for what goes on already, it finds that and changes nothing. The step may not be on disk yet: what is done
 * elsewhere is done after a durable write in the same home.
 */
export type StartTask = (task: TaskStart) => Promise<Started>;

/** How the tasks of one kind are carried out. */
export interface TaskKind {
  readonly start: StartTask;
  /**
   * Ends what goes on for a step that nobody waits for any more: the step has its end, or is to be started anew. What has ended by
   * itself, and what never began, is no error.
   */
  readonly cancel: (run: WorkflowRunRecord, step: StepRecord) => Promise<void>;
}

/**
 * The kinds of tasks that are carried out outside of `core/workflow/run`. A home without a kind refuses to start a workflow that has
 * such a task.
 */
export interface TaskKinds {
  /** A firing with one run. */
  readonly handler?: TaskKind;
  /** `wait:listener`. */
  readonly listener?: TaskKind;
  /** Whoever takes tasks of the name. */
  readonly worker?: TaskKind;
  /** `request:…`, and resources. */
  readonly request?: TaskKind;
  /** `wait:event` and `wait:http`. */
  readonly event?: TaskKind;
  /** `wait:acquire`, `wait:release`, `wait:countdown`. */
  readonly latch?: TaskKind;
}
