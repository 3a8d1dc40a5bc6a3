import type { WorkflowGraph } from '../../contract/workflow.ts';
import { isBuiltInName } from './built-ins.ts';
import type { GraphProblem } from './graph-problem.ts';
import { isWorkflowName, namesAre } from './workflow-name.ts';

/** Checks what a graph declares, and tells what each name stands for. */
export function checkDeclarations({ name, tasks }: WorkflowGraph): {
  readonly problems: GraphProblem[];
  baseOf(name: string): string;
} {
  const problems: GraphProblem[] = [];
  const report = (field: string, message: string) => problems.push({ field, message });
  if (name !== null && !isWorkflowName(name)) report('name', namesAre);
  const declared = new Map<string, WorkflowGraph['tasks'][number]>();
  for (const [at, task] of tasks.entries()) {
    const field = `tasks[${at}]`;
    if (!isWorkflowName(task.name)) report(`${field}.name`, namesAre);
    if (task.base !== null && !isWorkflowName(task.base)) report(`${field}.base`, namesAre);
    if (declared.has(task.name)) report(`${field}.name`, `The task ${task.name} is declared already.`);
    if (isBuiltInName(task.name) && (task.base !== null || task.subflow)) {
      report(`${field}.name`, `The task ${task.name} is built in, and stands for itself.`);
    }
    if (task.subflow && (task.base !== null || task.parameters !== null)) {
      report(field, 'A subflow is no alias, and has no parameters.');
    }
    declared.set(task.name, task);
  }

  /** Follows aliases; undefined when they lead round in a circle. */
  const resolve = (first: string): string | undefined => {
    const seen = new Set<string>();
    let base = first;
    for (let next = declared.get(base)?.base; next != null; next = declared.get(base)?.base) {
      if (seen.has(base)) return undefined;
      seen.add(base);
      base = next;
    }
    return base;
  };
  for (const [at, task] of tasks.entries()) {
    if (resolve(task.name) === undefined)
      report(`tasks[${at}].base`, `The task ${task.name} stands for itself.`);
  }
  return { problems, baseOf: (of) => resolve(of) ?? of };
}
