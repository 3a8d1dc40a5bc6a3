import type { WorkflowNode } from '../../contract/workflow.ts';
import { chainsOfScope } from './chains-of-body.ts';
import { behind, CONTEXT, callState, choice, type Next, onward, tokenState } from './states.ts';
import { writeChains } from './write-chains.ts';
import type { Place, Writing } from './writing.ts';

type Subflow = Extract<WorkflowNode, { kind: 'subflow' }>;

/** The context beside what the function answered. */
const ANSWERED = { context: CONTEXT, answer: '{% $states.result %}' };

/**
 * Writes a subflow with its body; a guard is a Choice that leads over the body. An iteration is one state: executions of their own carry
 * out its rounds (`writeParts`), and its token is answered when all are through.
 */
export function writeSubflow(writing: Writing, node: Subflow, { states, next }: Place): string {
  const { index, guard, iterate } = node;
  const start = `start ${index}`;
  if (iterate) {
    states[start] = tokenState('start', index, onward(next));
    return start;
  }
  const body = writeBody(writing, index, { states, next });
  const guarded = guard !== null;
  states[start] = tokenState('start', index, {
    Output: guarded ? ANSWERED : CONTEXT,
    Next: guarded ? `enter ${index}` : body,
  });
  if (guarded) {
    const past = behind(next, `past ${index}`, states);
    states[`enter ${index}`] = choice('answer.enter', body, past);
  }
  return start;
}

function writeBody(writing: Writing, index: number, { states, next }: Place): string {
  const chains = chainsOfScope(writing, index);
  const body = (after: Next) => writeChains(writing, chains, `body ${index}`, { states, next: after });
  if (!writing.regions.scopes.get(index)!.straggles) {
    const { first, context } = body(`leave ${index}`);
    states[`leave ${index}`] = callState('leave', index, onward(next), context);
    return first!;
  }
  // The end in it leaves it. Behind it comes nothing but the next pass of a loop.
  const gone = `gone ${index}`;
  const { first, context } = body(gone);
  states[gone] = { Type: 'Pass', Output: context, ...onward(next) };
  return first!;
}
