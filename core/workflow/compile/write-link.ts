import type { WorkflowNode } from '../../contract/workflow.ts';
import type { Link } from './chains.ts';
import { callState, onward, type State, tokenState } from './states.ts';
import { writeLoop } from './write-loop.ts';
import { writeSubflow } from './write-subflow.ts';
import type { Place, Writing } from './writing.ts';

/** Writes what a link of a chain stands for, and gives the name of its first state. */
export function writeLink(writing: Writing, link: Link, place: Place): string {
  if (link.loop !== null) return writeLoop(writing, link, link.loop.id, place);
  const node = writing.nodes[link.node]!;
  const first = writeNode(writing, node, place);
  if (!link.join) return first;
  const join = `join ${node.index}`;
  place.states[join] = tokenState('join', node.index, { Next: first });
  return join;
}

function writeNode(writing: Writing, node: WorkflowNode, place: Place): string {
  if (node.kind === 'subflow') return writeSubflow(writing, node, place);
  if (node.kind === 'end') return writeEnd(writing, node, place);
  if (node.kind === 'task' && node.base === 'wait:delay') return writeDelay(node.index, place);
  return writeTask(node, place);
}

function writeTask(node: WorkflowNode, { states, next }: Place): string {
  const name = `start ${node.index}`;
  const timeout = timeoutOf(node);
  states[name] = tokenState('start', node.index, {
    ...(timeout === undefined ? {} : timesOut(timeout, `timeout ${node.index}`)),
    ...onward(next),
  });
  if (timeout !== undefined) states[`timeout ${node.index}`] = callState('timeout', node.index, onward(next));
  return name;
}

/** When the time is over the step has failed, unless it ended just before, or its failure is a value. */
function timesOut(seconds: number, handler: string): State {
  return {
    TimeoutSeconds: seconds,
    Catch: [{ ErrorEquals: ['States.Timeout'], Output: '{% $states.input %}', Next: handler }],
  };
}

/** The engine's option of that name; states count whole seconds. */
function timeoutOf(node: WorkflowNode): number | undefined {
  if (node.kind !== 'task' || node.parameters === null || Array.isArray(node.parameters)) return undefined;
  const { $timeoutSeconds: seconds } = node.parameters;
  return typeof seconds === 'number' ? Math.max(1, Math.ceil(seconds)) : undefined;
}

/** A delay ends by itself: it is a state that waits. */
function writeDelay(index: number, { states, next }: Place): string {
  const name = `start ${index}`;
  states[name] = tokenState('start', index, {
    Output: { context: '{% $states.input %}', until: '{% $states.result.until %}' },
    Next: `wait ${index}`,
  });
  states[`wait ${index}`] = {
    Type: 'Wait',
    Timestamp: '{% $states.input.until %}',
    Output: '{% $states.input.context %}',
    Next: `elapsed ${index}`,
  };
  states[`elapsed ${index}`] = callState('elapsed', index, onward(next));
  return name;
}

/** The end of a body whose stragglers go on. */
function writeEnd({ nodes }: Writing, { scope }: WorkflowNode, { states, next }: Place): string {
  const subflow = nodes[scope!]!;
  const iterates = subflow.kind === 'subflow' && subflow.iterate;
  const name = iterates ? `leave ${scope} round` : `leave ${scope}`;
  states[name] = callState('leave', scope!, onward(next));
  return name;
}
