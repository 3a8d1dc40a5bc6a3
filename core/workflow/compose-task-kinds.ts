import type { CancelDeps } from '../firing/cancel-run.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { TaskQueue } from '../ports/task-queue.ts';
import { cancelHandler } from './handler/cancel-handler.ts';
import { startHandler } from './handler/start-handler.ts';
import { startListener } from './handler/start-listener.ts';
import { type RequestDeps, startRequest } from './request/start-request.ts';
import type { TaskKinds } from './run/task-kinds.ts';
import type { WaitDeps } from './wait/deps.ts';
import { eventKind } from './wait/event-kind.ts';
import { latchKind } from './wait/latch-kind.ts';
import { workerTasks } from './worker/worker-tasks.ts';

export interface TaskKindDeps extends CancelDeps, Pick<RequestDeps, 'http' | 'urls' | 'signer' | 'ids'> {
  readonly firings: FiringStore & CancelDeps['firings'];
  readonly tasks: TaskQueue;
  readonly events: Pick<EventLog, 'append'>;
  readonly waits: WaitDeps;
}

/** How a home carries out the tasks of each kind. */
export function composeTaskKinds(deps: TaskKindDeps): TaskKinds {
  const { waits } = deps;
  return {
    handler: {
      start: (start) => startHandler(deps, start),
      cancel: (run, step) => cancelHandler(deps, run, step),
    },
    // A poll that goes on is let end; no other follows.
    listener: { start: (start) => startListener(deps, start), cancel: async () => {} },
    request: { start: (start) => startRequest(deps, start), cancel: async () => {} },
    worker: workerTasks(deps),
    event: eventKind(waits),
    latch: latchKind(waits),
  };
}
