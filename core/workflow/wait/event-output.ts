import type { Structured } from '../../contract/workflow.ts';
import { isObject } from '../data/is-object.ts';
import { nodeOutput } from '../data/node-output.ts';
import type { EventWaitOptions } from './event-wait-options.ts';

/**
 * What an event gives to the step that waited for it. As in littleflow, a value with an `output` gives that, merged with what was matched;
 * without one, the input passes where it was matched. Else the value is the output.
 */
export function eventOutput(
  value: unknown,
  { matchesInput, match }: Pick<EventWaitOptions, 'matchesInput' | 'match'>,
  input: Structured,
): Structured {
  const given = isObject(value) && Object.hasOwn(value, 'output') ? value.output : undefined;
  if (isObject(given)) {
    return matchesInput
      ? Object.fromEntries([...Object.entries(match ?? {}), ...Object.entries(given)])
      : given;
  }
  if (Array.isArray(given)) return given;
  return matchesInput ? input : nodeOutput(value);
}
