import type { WorkflowGraph, WorkflowNode } from '../../contract/workflow.ts';
import type { HandlerRecord } from '../../ports/handler-store.ts';
import type { TaskTarget } from '../../ports/workflow-run-store.ts';
import { declareProblem } from '../../problem.ts';
import { isBuiltInName } from '../graph/built-ins.ts';
import { listenerTarget } from '../handler/start-listener.ts';
import type { WorkflowDeps } from './deps.ts';
import { carrierOf } from './task-kind.ts';

const ambiguousTask = declareProblem('workflow-task-ambiguous', {
  status: 422,
  title: 'The name of a task stands for several things',
});
const listenerUnknown = declareProblem('workflow-listener-unknown', {
  status: 422,
  title: 'There is no such listener',
});
const taskUnsupported = declareProblem('workflow-task-unsupported', {
  status: 422,
  title: 'Nothing here carries out such a task',
});

type Task = Extract<WorkflowNode, { kind: 'task' }>;

/**
 * What carries out each task of a graph, by the name that its nodes have as `base`: a built-in; else the owner's handler of that name,
 * else the owner's workflow of that name at its newest version, else whoever takes tasks of the name. Handlers that start a workflow are
 * no tasks: that is one by its own name, and the step waits for its end then.
 *
 * @throws `workflow-task-ambiguous` for a name of several handlers, or of a handler and a workflow.
 * @throws `workflow-listener-unknown` for a `wait:listener` of which there is no handler.
 * @throws `workflow-task-unsupported` for a kind of tasks that this home does not have.
 */
export async function resolveTargets(
  deps: Pick<WorkflowDeps, 'handlers' | 'workflows' | 'kinds' | 'http'>,
  tenantId: string,
  { nodes }: WorkflowGraph,
): Promise<Record<string, TaskTarget>> {
  const resource = nodes.find(({ kind }) => kind === 'source' || kind === 'sink');
  if (resource !== undefined && deps.http === undefined) {
    throw taskUnsupported('Nothing here reads or writes resources.', {
      field: `workflow.graph.nodes[${resource.index}]`,
    });
  }
  const tasks = new Map<string, Task>();
  for (const node of nodes) if (node.kind === 'task') tasks.set(node.base, node);
  const named = [...tasks.keys()].filter((name) => !isBuiltInName(name));
  const handlers = named.length === 0 ? [] : await tasksNamed(deps, tenantId, named);
  const targets: [string, TaskTarget][] = [];
  for (const [base, node] of tasks) {
    const target = isBuiltInName(base)
      ? ({ kind: 'built-in' } as const)
      : await resolve(
          deps,
          tenantId,
          node,
          handlers.filter(({ name }) => name === base),
        );
    const carrier = carrierOf(base, target);
    if (carrier !== 'delay' && carrier !== 'workflow' && deps.kinds[carrier] === undefined) {
      throw taskUnsupported(`Nothing here carries out the task "${base}" (${carrier}).`, fieldOf(node));
    }
    targets.push([base, target]);
  }
  for (const node of nodes) {
    if (node.kind === 'task' && node.base === 'wait:listener')
      targets.push(await listenerOf(deps, tenantId, node));
  }
  return Object.fromEntries(targets);
}

/** The handler that a listener is, under a name that no task has. */
async function listenerOf(
  deps: Pick<WorkflowDeps, 'handlers'>,
  tenantId: string,
  node: Task,
): Promise<[string, TaskTarget]> {
  const { listener } = node.parameters as { readonly listener: string };
  const [handler, ...others] = await tasksNamed(deps, tenantId, [listener]);
  if (handler === undefined) {
    throw listenerUnknown(
      `You have no listener "${listener}". Register it: hookline register FILE`,
      fieldOf(node),
    );
  }
  if (others.length > 0) {
    throw ambiguousTask(
      `"${listener}" is the name of several handlers. Give each a name of its own.`,
      fieldOf(node),
    );
  }
  return [listenerTarget(listener), { kind: 'handler', handlerId: handler.id, version: handler.version }];
}

async function resolve(
  { workflows }: Pick<WorkflowDeps, 'workflows'>,
  tenantId: string,
  node: Task,
  handlers: readonly HandlerRecord[],
): Promise<TaskTarget> {
  const { base } = node;
  const workflow = await workflows.get({ tenantId, name: base });
  const [handler, ...others] = handlers;
  if (handler === undefined) {
    return workflow === undefined
      ? { kind: 'worker' }
      : { kind: 'workflow', name: base, version: workflow.version };
  }
  if (others.length > 0) {
    const hooks = handlers.map(({ hook }) => hook).join(', ');
    throw ambiguousTask(
      `"${base}" is the name of handlers of several hooks: ${hooks}. Give each a name of its own.`,
      fieldOf(node),
    );
  }
  if (workflow !== undefined) {
    throw ambiguousTask(
      `"${base}" is a handler of the hook ${handler.hook} and a workflow. Give one another name.`,
      fieldOf(node),
    );
  }
  return { kind: 'handler', handlerId: handler.id, version: handler.version };
}

/** Handlers that can be tasks. */
async function tasksNamed(
  { handlers }: Pick<WorkflowDeps, 'handlers'>,
  tenantId: string,
  names: readonly string[],
): Promise<HandlerRecord[]> {
  const found = await handlers.named(tenantId, names);
  return found.filter(({ code }) => !('workflow' in code));
}

function fieldOf({ index }: Task): { field: string } {
  return { field: `workflow.graph.nodes[${index}].base` };
}
