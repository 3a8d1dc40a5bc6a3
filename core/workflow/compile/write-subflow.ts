import type { WorkflowNode } from '../../contract/workflow.ts';
import { chainsOfScope } from './chains-of-body.ts';
import {
  BESIDE,
  behind,
  CONTEXT,
  callState,
  choice,
  type Next,
  onward,
  type State,
  tokenState,
} from './states.ts';
import { statesInOrder } from './states-in-order.ts';
import { writeChains } from './write-chains.ts';
import type { Place, Writing } from './writing.ts';

type Subflow = Extract<WorkflowNode, { kind: 'subflow' }>;

/** The context beside what the function answered. */
const ANSWERED = { context: CONTEXT, answer: '{% $states.result %}' };

/** Writes a subflow or an iteration with its body; a guard is a Choice that leads over the body. */
export function writeSubflow(writing: Writing, node: Subflow, { states, next }: Place): string {
  const { index } = node;
  const body = node.iterate
    ? writeRounds(writing, node, { states, next })
    : writeBody(writing, index, { states, next });
  const rounds = body === `rounds ${index}`;
  const guarded = node.guard !== null;
  states[`start ${index}`] = tokenState('start', index, {
    Output: guarded || rounds ? ANSWERED : CONTEXT,
    Next: guarded ? `enter ${index}` : body,
  });
  if (guarded) {
    const past = behind(next, `past ${index}`, states);
    states[`enter ${index}`] = choice('answer.enter', body, past, rounds ? CONTEXT : BESIDE);
  }
  return `start ${index}`;
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

/** The body in each round. A Map runs a limited number of rounds at once, so that there are several side by side. */
function writeRounds(writing: Writing, { index }: Subflow, { states, next }: Place): string {
  states[`leave ${index}`] = callState('leave', index, onward(next));
  const round: Record<string, State> = {};
  const chains = chainsOfScope(writing, index);
  const { first } = writeChains(writing, chains, `body ${index}`, { states: round, next: null });
  if (first === null) return `leave ${index}`;
  const list = {
    Type: 'Map',
    Items: '{% $states.input.rounds %}',
    ItemSelector: {
      run: '{% $states.input.context.run %}',
      execution: '{% $states.input.context.execution %}',
      path: `{% $states.input.context.path & '${index}[' & $states.context.Map.Item.Value & '].' %}`,
    },
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...statesInOrder(first, round) },
    Output: {},
    End: true,
  };
  states[`rounds ${index}`] = {
    Type: 'Map',
    Items: '{% $states.input.answer.rounds %}',
    ItemSelector: {
      context: BESIDE,
      rounds: '{% $states.context.Map.Item.Value %}',
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      StartAt: `round ${index}`,
      States: { [`round ${index}`]: list },
    },
    Output: BESIDE,
    Next: `leave ${index}`,
  };
  return `rounds ${index}`;
}
