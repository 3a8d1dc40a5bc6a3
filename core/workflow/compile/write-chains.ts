import type { Link } from './chains.ts';
import { CONTEXT, type Next, onward, type State, type States } from './states.ts';
import { statesInOrder } from './states-in-order.ts';
import type { Place, Writing } from './writing.ts';

/** Chains side by side. */
export function branchesOf(writing: Writing, side: readonly (readonly Link[])[]): States[] {
  return side.map((chain) => {
    const states: Record<string, State> = {};
    return statesInOrder(writeChain(writing, chain, { states, next: null })!, states);
  });
}

/**
 * Writes chains that run together, one alone without a Parallel around it.
 *
 * @returns the first state; what comes behind them when there is nothing to do.
 */
export function writeChains(
  writing: Writing,
  side: readonly (readonly Link[])[],
  parallel: string,
  { states, next }: Place,
): Next {
  const [only, ...others] = side;
  if (only === undefined) return next;
  if (others.length === 0) return writeChain(writing, only, { states, next });
  states[parallel] = {
    Type: 'Parallel',
    Branches: branchesOf(writing, side),
    Output: CONTEXT,
    ...onward(next),
  };
  return parallel;
}

/** Writes a chain from its end: each link knows the first state of the one behind it. */
function writeChain(writing: Writing, chain: readonly Link[], { states, next }: Place): Next {
  let following = next;
  for (const link of [...chain].reverse())
    following = writing.writeLink(writing, link, { states, next: following });
  return following;
}
