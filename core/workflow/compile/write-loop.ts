import type { Link } from './chains.ts';
import { chainsOfLoop } from './chains-of-body.ts';
import { behind, CONTEXT, callState, choice, type State, tokenState } from './states.ts';
import { writeChains } from './write-chains.ts';
import type { Place, Writing } from './writing.ts';

/**
 * Writes a loop: the states of a pass, to which a Choice leads back. Its first node waits for what comes from outside of the loop
 * inside of pass 0, where its step is.
 */
export function writeLoop(writing: Writing, link: Link, id: number, { states, next }: Place): string {
  const again = `again ${id}`;
  const { first, context } = writeChains(writing, chainsOfLoop(writing, link), `pass ${id}`, {
    states,
    next: again,
  });
  if (link.join) states[`join ${id}`] = tokenState('join', id, { Next: first });
  const begin = link.join ? `join ${id}` : first;
  states[`loop ${id}`] = callState('loop', id, { Output: onAnsweredPath(CONTEXT), Next: begin });
  const answered = { context: onAnsweredPath(context), again: '{% $states.result.Payload.again %}' };
  states[again] = callState('again', id, { Output: answered, Next: `more ${id}` }, context);
  states[`more ${id}`] = choice('again', first!, behind(next, `over ${id}`, states));
  return `loop ${id}`;
}

/** The context with the path that the function answered. */
function onAnsweredPath(context: string): State {
  const of = context.replace('{% ', '').replace(' %}', '');
  return {
    run: `{% ${of}.run %}`,
    execution: `{% ${of}.execution %}`,
    path: '{% $states.result.Payload.path %}',
  };
}
