import type { Link } from './chains.ts';
import { chainsOfLoop } from './chains-of-body.ts';
import { behind, callState, tokenState } from './states.ts';
import { writeChains } from './write-chains.ts';
import type { Place, Writing } from './writing.ts';

/** The context with the path that the function answered. */
const ON_ANSWERED_PATH = {
  run: '{% $states.input.run %}',
  execution: '{% $states.input.execution %}',
  path: '{% $states.result.Payload.path %}',
};

/**
 * Writes a loop: the states of a pass, to which a Choice leads back. Its first node waits for what comes from outside of the loop
 * inside of pass 0, where its step is.
 */
export function writeLoop(writing: Writing, link: Link, id: number, { states, next }: Place): string {
  const again = `again ${id}`;
  const pass = writeChains(writing, chainsOfLoop(writing, link), `pass ${id}`, { states, next: again })!;
  if (link.join) states[`join ${id}`] = tokenState('join', id, { Next: pass });
  states[`loop ${id}`] = callState('loop', id, {
    Output: ON_ANSWERED_PATH,
    Next: link.join ? `join ${id}` : pass,
  });
  states[again] = callState('again', id, {
    Output: { context: ON_ANSWERED_PATH, again: '{% $states.result.Payload.again %}' },
    Next: `more ${id}`,
  });
  states[`more ${id}`] = {
    Type: 'Choice',
    Choices: [
      {
        Condition: '{% $states.input.again %}',
        Output: '{% $states.input.context %}',
        Next: pass,
      },
    ],
    Default: behind(next, `over ${id}`, states),
    Output: '{% $states.input.context %}',
  };
  return `loop ${id}`;
}
