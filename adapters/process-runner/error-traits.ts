import { limits } from '../../core/contract/limits.ts';
import type { RunError } from '../../core/ports/runner.ts';

/** What an error says of itself beside its name, message and stack. */
export type ErrorTraits = Pick<RunError, 'classes' | 'retryAfterSeconds' | 'terminal'>;

/** Classes between an error and `Object` that are told. */
export const MAX_CLASSES = 20;

/** The class of errors that end retries; known by its name, since each bundle has an SDK of its own. */
const TERMINAL = 'TerminalError';

const { isFinite: isReal } = Number;

/** The traits of a thrown error, from what the code says of it. */
export function traitsOf(name: string, classes: readonly string[], retryAfterSeconds: unknown): ErrorTraits {
  const asked = typeof retryAfterSeconds === 'number' && isReal(retryAfterSeconds) && retryAfterSeconds >= 0;
  return {
    ...(classes.length > 0 && { classes }),
    ...(asked && { retryAfterSeconds: Math.min(retryAfterSeconds, limits.retryWaitSeconds) }),
    ...((name === TERMINAL || classes.includes(TERMINAL)) && { terminal: true as const }),
  };
}

/** The traits as one text: what may be a number of seconds, then the names of the classes, one a line. */
export function joinTraits({ retryAfterSeconds, classes = [] }: ErrorTraits): string {
  let text = retryAfterSeconds === undefined ? '' : String(retryAfterSeconds);
  for (let index = 0; index < classes.length; index++) text += `\n${classes[index]}`;
  return text;
}

/** Reads what `joinTraits` wrote, or what code made of it: never more than the port allows. */
export function splitTraits(name: string, text: string): ErrorTraits {
  const [seconds = '', ...classes] = text.split('\n', MAX_CLASSES + 1);
  return traitsOf(
    name,
    classes.map((one) => one.slice(0, limits.nameLength)).filter((one) => one !== ''),
    seconds === '' ? undefined : Number(seconds),
  );
}
