import type { Structured, WorkflowGraph, WorkflowNode } from '../../contract/workflow.ts';
import { fillTemplate } from '../data/fill-template.ts';
import { isObject } from '../data/is-object.ts';

type TaskNode = Extract<WorkflowNode, { kind: 'task' }>;

/** The name of the built-in task that waits for an event which is sent to its run. */
export const WAIT_HTTP = 'wait:http';

/**
 * The key by which a `wait:http` is sent its event: its parameter `key`, with parts of the input filled in; the task's name where there is
 * none.
 *
 * @returns or why there is none.
 */
export function httpWaitKey(
  node: TaskNode,
  parameters: Structured | null,
  input: Structured,
): { readonly text: string } | { readonly problem: string } {
  return fillTemplate(templateOf(node, parameters), { input, parameters });
}

/** Whether a task of the graph may wait for an event with this key: parts of the input may be anything. */
export function isKeyOfGraph(graph: WorkflowGraph, key: string): boolean {
  return graph.nodes.some(
    (node) => node.kind === 'task' && node.base === WAIT_HTTP && fits(templateOf(node, node.parameters), key),
  );
}

function templateOf({ name }: TaskNode, parameters: Structured | null): string {
  return isObject(parameters) && typeof parameters.key === 'string' ? parameters.key : name;
}

/** A mark that stands for a part of the input; no key has it. */
const PART = '\u0000';

function fits(template: string, key: string): boolean {
  const texts = template
    .replaceAll(/\{(?:input|parameters)(?:\[[^\]]*\])*\}/g, PART)
    .replaceAll('{{', '{')
    .replaceAll('}}', '}')
    .split(PART);
  const [first = '', ...others] = texts;
  if (others.length === 0) return key === first;
  const last = others.pop()!;
  if (!key.startsWith(first) || !key.endsWith(last) || key.length < first.length + last.length) return false;
  let at = first.length;
  for (const text of others) {
    const found = key.indexOf(text, at);
    if (found === -1) return false;
    at = found + text.length;
  }
  return at <= key.length - last.length;
}
