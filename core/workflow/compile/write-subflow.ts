import type { WorkflowNode } from '../../contract/workflow.ts';
import { chainsOfScope } from './chains-of-body.ts';
import { behind, CONTEXT, callState, onward, type State, tokenState } from './states.ts';
import { statesInOrder } from './states-in-order.ts';
import { writeChains } from './write-chains.ts';
import type { Place, Writing } from './writing.ts';

type Subflow = Extract<WorkflowNode, { kind: 'subflow' }>;

/** The context beside what the function answered. */
const ANSWERED = { context: CONTEXT, answer: '{% $states.result %}' };
const CONTEXT_BESIDE = '{% $states.input.context %}';

/** Writes a subflow or an iteration with its body; a guard is a Choice that leads over the body. */
export function writeSubflow(writing: Writing, node: Subflow, { states, next }: Place): string {
  const { index } = node;
  const name = `start ${index}`;
  const body = node.iterate
    ? writeRounds(writing, node, { states, next })
    : writeBody(writing, index, { states, next });
  const rounds = body === `rounds ${index}`;
  const guarded = node.guard !== null;
  states[name] = tokenState('start', index, {
    Output: guarded || rounds ? ANSWERED : CONTEXT,
    Next: guarded ? `enter ${index}` : body,
  });
  if (!guarded) return name;
  states[`enter ${index}`] = {
    Type: 'Choice',
    Choices: [
      {
        Condition: '{% $states.input.answer.enter %}',
        ...(rounds ? {} : { Output: CONTEXT_BESIDE }),
        Next: body,
      },
    ],
    Default: behind(next, `past ${index}`, states),
    Output: CONTEXT_BESIDE,
  };
  return name;
}

/** The body once. With stragglers, its end leaves it, and nothing but the next pass of a loop comes behind it. */
function writeBody(writing: Writing, index: number, { states, next }: Place): string {
  const { straggles } = writing.regions.scopes.get(index)!;
  if (!straggles) states[`leave ${index}`] = callState('leave', index, onward(next));
  const after = straggles ? next : `leave ${index}`;
  return writeChains(writing, chainsOfScope(writing, index), `body ${index}`, { states, next: after })!;
}

/** The body in each round. A Map runs a limited number of rounds at once, so that there are several side by side. */
function writeRounds(writing: Writing, { index }: Subflow, { states, next }: Place): string {
  states[`leave ${index}`] = callState('leave', index, onward(next));
  const round: Record<string, State> = {};
  const chains = chainsOfScope(writing, index);
  const first = writeChains(writing, chains, `body ${index}`, { states: round, next: null });
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
      context: CONTEXT_BESIDE,
      rounds: '{% $states.context.Map.Item.Value %}',
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      StartAt: `round ${index}`,
      States: { [`round ${index}`]: list },
    },
    Output: CONTEXT_BESIDE,
    Next: `leave ${index}`,
  };
  return `rounds ${index}`;
}
