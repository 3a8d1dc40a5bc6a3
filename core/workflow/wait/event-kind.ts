import { parseStepId } from '../regions/step-path.ts';
import { readInput } from '../run/read-input.ts';
import type { TaskKind } from '../run/task-kinds.ts';
import type { WaitDeps } from './deps.ts';
import { eventWaitOptions } from './event-wait-options.ts';
import { WAIT_HTTP } from './http-wait-key.ts';
import { startEventWait } from './start-event-wait.ts';
import { startHttpWait } from './start-http-wait.ts';

/** How `wait:event` and `wait:http` are carried out. */
export function eventKind(deps: WaitDeps): TaskKind {
  return {
    start: (task) => (task.node.base === WAIT_HTTP ? startHttpWait(deps, task) : startEventWait(deps, task)),
    // Who sends to a key whose step has ended finds that out from the step.
    async cancel(run, { stepId, node: index }) {
      const { tenantId, runId, graph } = run;
      const node = graph.nodes[index];
      if (node?.kind !== 'task' || node.base === WAIT_HTTP) return;
      const given = await readInput(deps, run, index, parseStepId(stepId).path);
      const wait = eventWaitOptions(node.parameters, 'input' in given ? given.input : {});
      if (!('options' in wait)) return;
      const { key, match } = wait.options;
      await deps.waits.remove({ tenantId, runId, stepId, key, match });
    },
  };
}
