import type { Report } from '../language/report.ts';
import type { Declaration, Literal, Statement } from '../language/syntax.ts';
import { isBuiltInName } from './built-ins.ts';

/** What a task's name stands for. */
export interface ResolvedTask {
  /** The name itself, or what it is an alias of. */
  readonly base: string;
  /** The parameters that the declarations give, the base's first. */
  readonly defaults: readonly Literal[];
  /** The subflow that runs in place of the task. */
  readonly subflow: readonly Statement[] | null;
}

export interface DeclaredTasks {
  readonly flow: Declaration | undefined;
  /** In the order of the source. */
  readonly tasks: readonly Declaration[];
  resolve(name: string): ResolvedTask;
}

/** Checks the declarations of a source, and tells what each name stands for. */
export function declareTasks(declarations: readonly Declaration[], report: Report): DeclaredTasks {
  let flow: Declaration | undefined;
  const tasks = new Map<string, Declaration>();
  for (const declaration of declarations) {
    const { kind, name } = declaration;
    checkShape(declaration, report);
    if (kind === 'flow' && flow !== undefined) {
      const message = `The workflow is declared as ${flow.name} already. A workflow has one @flow.`;
      report.add('declaration-already-exists', declaration, message);
    } else if (kind === 'flow') flow = declaration;
    else if (tasks.has(name)) {
      report.add('declaration-already-exists', declaration, `The task ${name} is declared already.`);
    } else tasks.set(name, declaration);
  }
  for (const task of tasks.values()) checkAlias(task, tasks, report);
  return { flow, tasks: [...tasks.values()], resolve: (name) => resolve(name, tasks) };
}

function checkShape({ kind, name, alias, parameters, subflow, ...span }: Declaration, report: Report): void {
  const invalid = (message: string) => report.add('declaration-invalid', span, message);
  if (kind === 'flow' && alias !== null)
    invalid(`The workflow ${name} cannot stand for ${alias.name}: only a task can.`);
  if (kind === 'flow' && subflow !== null) {
    invalid(
      `The workflow ${name} has no subflow of its own. Write its statements without the braces around them.`,
    );
  }
  if (kind === 'task' && alias !== null && subflow !== null) {
    invalid(`The task ${name} cannot stand for both ${alias.name} and a subflow. Remove one of them.`);
  }
  if (kind === 'task' && isBuiltInName(name) && (alias !== null || subflow !== null)) {
    invalid(`The task ${name} is built in, and stands for itself. Choose another name.`);
  }
  if (kind === 'task' && subflow !== null && parameters !== null) {
    report.add(
      'parameters-of-subflow',
      parameters,
      `${name} is a subflow. Give the parameters to the tasks in it.`,
    );
  }
}

/** An alias of an alias of itself stands for nothing. */
function checkAlias(task: Declaration, tasks: ReadonlyMap<string, Declaration>, report: Report): void {
  const seen = new Set<string>();
  let next: Declaration | undefined = task;
  while (next?.alias != null && !seen.has(next.name)) {
    seen.add(next.name);
    next = tasks.get(next.alias.name);
  }
  if (next?.alias == null || next.name !== task.name) return;
  report.add('declaration-recursive', task, `The task ${task.name} stands for itself, by way of its alias.`);
}

function resolve(name: string, tasks: ReadonlyMap<string, Declaration>): ResolvedTask {
  const defaults: Literal[] = [];
  const seen = new Set<string>();
  let base = name;
  while (!seen.has(base)) {
    seen.add(base);
    const declaration = tasks.get(base);
    if (declaration?.parameters != null) defaults.unshift(declaration.parameters);
    if (declaration?.alias == null) return { base, defaults, subflow: declaration?.subflow ?? null };
    base = declaration.alias.name;
  }
  return { base: name, defaults, subflow: null };
}
