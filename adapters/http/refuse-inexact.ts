import { createMiddleware } from 'hono/factory';
import { limits } from '../../core/contract/limits.ts';
import { fieldName } from '../../core/invalid-request.ts';
import { jsonDepth } from '../../core/json-depth.ts';
import { declareProblem } from '../../core/problem.ts';
import { findInexactNumber } from '../../core/workflow/data/exact-numbers.ts';
import { bodyNotJson } from './answer-problem.ts';

const numberInexact = declareProblem('number-inexact', {
  status: 422,
  title: 'A number would lose digits',
});

/** Around the values of a graph's nodes, and fewer around any other data. */
const LEVELS_AROUND = 4;

/**
 * Refuses a body whose data is to flow through workflows when a number of it would lose digits there, and one that is nested too deeply to
 * be looked at.
 *
 * @throws `number-inexact` with the number's field, `body-not-json`.
 */
export function checkNumbers(text: string): void {
  const levels = limits.payloadDepth + LEVELS_AROUND;
  if (jsonDepth(Buffer.from(text)) > levels) {
    throw bodyNotJson(`Arrays and objects may be nested ${levels} levels deep.`);
  }
  const found = findInexactNumber(text);
  if (found !== undefined) throw numberInexact(found.message, { field: fieldName(found.path) });
}

/** For routes that take data of workflows. */
export const refuseInexact = createMiddleware(async (c, next) => {
  checkNumbers(await c.req.text());
  await next();
});
