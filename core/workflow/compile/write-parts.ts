import { chainsOfScope } from './chains-of-body.ts';
import { CONTEXT, callState, FAILS, type State } from './states.ts';
import { statesInOrder } from './states-in-order.ts';
import { writeChains } from './write-chains.ts';
import type { Writing } from './writing.ts';

/** What an execution goes through that carries out rounds of an iteration. */
export interface PartStates {
  readonly iteration: number;
  /** The first state. */
  readonly first: string;
  readonly states: Readonly<Record<string, State>>;
}

/**
 * Writes the rounds of each iteration of a graph beside the graph: a Map over the numbers of the rounds that the execution was started
 * for, and then the call that says that they are through. So no history grows with the number of the items.
 */
export function writeParts(writing: Writing): PartStates[] {
  return writing.nodes
    .filter((node) => node.kind === 'subflow' && node.iterate)
    .map(({ index }) => writePart(writing, index));
}

/** An execution without a part is that of the graph. */
export function choosePart(parts: readonly PartStates[], graph: string): Record<string, State> {
  if (parts.length === 0) return {};
  const choices = parts.map(({ iteration, first }) => ({
    Condition: `{% $states.input.part.iteration = ${iteration} %}`,
    Next: first,
  }));
  return { part: { Type: 'Choice', Choices: choices, Default: graph } };
}

function writePart(writing: Writing, iteration: number): PartStates {
  const leave = `leave ${iteration}`;
  const left = { [leave]: callState('leave', iteration, { Catch: FAILS, End: true }) };
  const round: Record<string, State> = {};
  const chains = chainsOfScope(writing, iteration);
  const { first } = writeChains(writing, chains, `body ${iteration}`, { states: round, next: null });
  if (first === null) return { iteration, first: leave, states: left };
  const rounds = `rounds ${iteration}`;
  const map = {
    Type: 'Map',
    Items: '{% $states.input.part.rounds %}',
    ItemSelector: {
      run: '{% $states.input.run %}',
      execution: '{% $states.input.execution %}',
      path: `{% $states.input.path & '${iteration}[' & $states.context.Map.Item.Value & '].' %}`,
    },
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...statesInOrder(first, round) },
    Output: CONTEXT,
    Catch: FAILS,
    Next: leave,
  };
  return { iteration, first: rounds, states: { [rounds]: map, ...left } };
}
