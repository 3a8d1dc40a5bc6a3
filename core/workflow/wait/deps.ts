import type { Clock } from '../../ports/clock.ts';
import type { EventBoxes } from '../../ports/event-boxes.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { EventWaits } from '../../ports/event-waits.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { LatchStore } from '../../ports/latch-store.ts';
import type { NamespaceStore } from '../../ports/namespace-store.ts';
import type { WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import type { StepKey, StepResult } from '../run/step-work.ts';

/** `endStep`, with all that it takes. */
export type EndStep = (key: StepKey, result: StepResult) => Promise<'ended' | 'already' | 'unknown'>;

/** What waiting takes. */
export interface WaitDeps {
  readonly runs: Pick<WorkflowRunStore, 'get' | 'steps' | 'allSteps'>;
  readonly waits: EventWaits;
  readonly boxes: EventBoxes;
  readonly latches: Pick<LatchStore, 'get' | 'put'>;
  readonly events: Pick<EventLog, 'read' | 'latestOffset' | 'offsetAt'>;
  readonly namespaces: Pick<NamespaceStore, 'get' | 'list'>;
  readonly identities: Pick<IdentityStore, 'userById'>;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly endStep: EndStep;
}
