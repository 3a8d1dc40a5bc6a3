import type { WorkflowRunDefinition } from '../../contract/workflow-run.ts';
import type { Caller } from '../../identity/caller.ts';
import type { TaskTarget } from '../../ports/workflow-run-store.ts';
import { type FindRunDeps, findRun, type RunChoice } from './find-run.ts';

/**
 * What a run carries out: its graph, its text, and what its tasks' names stand for.
 *
 * @throws `workflow-run-not-found`
 */
export async function getDefinition(
  deps: FindRunDeps,
  caller: Caller,
  choice: RunChoice,
): Promise<WorkflowRunDefinition> {
  const { source, graph, targets } = await findRun(deps, caller, choice);
  const described = Object.entries(targets).map(([name, target]) => [name, describeTarget(target)]);
  return { source, graph, targets: Object.fromEntries(described) };
}

function describeTarget(target: TaskTarget): string {
  switch (target.kind) {
    case 'built-in':
      return 'built in';
    case 'handler':
      return `handler ${target.handlerId}, version ${target.version}`;
    case 'workflow':
      return `workflow ${target.name}, version ${target.version}`;
    case 'worker':
      return 'workers';
  }
}
