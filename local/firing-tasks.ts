import type { TaskFunction } from '../adapters/embedded/states-engine/engine.ts';
import { admit } from '../core/firing/admit.ts';
import { finish } from '../core/firing/finish.ts';
import { notify } from '../core/firing/notify.ts';
import type { RunTask } from '../core/firing/run-task.ts';
import { settleItems } from '../core/firing/settle-items.ts';
import { settleLost } from '../core/firing/settle-lost.ts';
import type { Settled } from '../core/firing/settled.ts';

type Deps = Parameters<typeof admit>[0] &
  Parameters<typeof settleItems>[0] &
  Parameters<typeof settleLost>[0] &
  Parameters<typeof notify>[0] &
  Parameters<typeof finish>[0];

/** The functions that the firing machine calls, which are Lambda functions on AWS. */
export function firingTasks(
  deps: Deps,
  invoke: (task: RunTask) => Promise<Settled>,
): Record<string, TaskFunction> {
  return {
    invoke: (payload) => invoke(payload as unknown as RunTask),
    admit: (payload) => admit(deps, payload as unknown as Parameters<typeof admit>[1]).then(() => null),
    settle: (payload) => {
      const event = payload as unknown as Parameters<typeof settleLost>[1];
      return event.error === undefined ? settleItems(deps, event.task) : settleLost(deps, event);
    },
    notify: (payload) => notify(deps, payload as unknown as RunTask).then(() => null),
    finish: (payload) => finish(deps, payload as unknown as { firingId: string }).then(() => null),
  };
}
