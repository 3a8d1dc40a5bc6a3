import type { Link } from './chains.ts';
import { CONTEXT, CONTEXT_OF_BRANCHES, type Next, onward, type State, type States } from './states.ts';
import { statesInOrder } from './states-in-order.ts';
import type { Place, Writing } from './writing.ts';

/** Chains side by side. */
export function branchesOf(writing: Writing, side: readonly (readonly Link[])[]): States[] {
  return side.map((chain) => {
    const states: Record<string, State> = {};
    return statesInOrder(writeChain(writing, chain, { states, next: null })!, states);
  });
}

/** What was written for chains that run together. */
export interface Written {
  /** The first state; what comes behind them when there is nothing to do. */
  readonly first: Next;
  /** Where what comes behind them finds the context in its input. */
  readonly context: string;
}

/** Writes chains that run together, one alone without a Parallel around it. */
export function writeChains(
  writing: Writing,
  side: readonly (readonly Link[])[],
  parallel: string,
  { states, next }: Place,
): Written {
  const [only, ...others] = side;
  if (only === undefined) return { first: next, context: CONTEXT };
  if (others.length === 0) return { first: writeChain(writing, only, { states, next }), context: CONTEXT };
  // Not every engine lets a Parallel say what it gives.
  states[parallel] = { Type: 'Parallel', Branches: branchesOf(writing, side), ...onward(next) };
  return { first: parallel, context: CONTEXT_OF_BRANCHES };
}

/** Writes a chain from its end: each link knows the first state of the one behind it. */
function writeChain(writing: Writing, chain: readonly Link[], { states, next }: Place): Next {
  let following = next;
  for (const link of [...chain].reverse())
    following = writing.writeLink(writing, link, { states, next: following });
  return following;
}
