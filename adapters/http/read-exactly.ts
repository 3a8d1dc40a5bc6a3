import type { Context } from 'hono';
import type * as z from 'zod';
import { limits } from '../../core/contract/limits.ts';
import { parseExactly } from '../../core/events/exact-json.ts';
import { invalid } from '../../core/invalid-request.ts';
import { jsonDepth } from '../../core/json-depth.ts';
import { declareProblem } from '../../core/problem.ts';
import { bodyNotJson } from './answer-problem.ts';

const valueTooDeep = declareProblem('event-value-too-deep', {
  status: 422,
  title: 'The value of an event is nested too deeply',
});

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The body of a request that carries events, as the schema has it: numbers in their values keep their digits.
 *
 * @param valueLevel how many arrays and objects of the body are around an event's value.
 */
export async function readExactly<S extends z.ZodType>(
  c: Context,
  schema: S,
  valueLevel: number,
): Promise<z.output<S>> {
  const body = new Uint8Array(await c.req.arrayBuffer());
  if (jsonDepth(body) > limits.eventValueDepth + valueLevel) {
    throw valueTooDeep(`Arrays and objects may be nested ${limits.eventValueDepth} levels deep.`, {
      field: 'value',
    });
  }
  const value = parse(body);
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error, value);
  return parsed.data;
}

function parse(body: Uint8Array): unknown {
  try {
    return parseExactly(utf8.decode(body));
  } catch (cause) {
    throw bodyNotJson('The body is not valid JSON. Send a JSON object in UTF-8.', { cause });
  }
}
