import { expect, test } from 'vitest';
import * as z from 'zod';
import { invalid } from '../../../core/invalid-request.ts';

const schema = z.strictObject({ steps: z.array(z.object({ id: z.string('An id is a text.') })) });

test.each([
  ['a field that is missing', {}, 'steps', 'The field "steps" is missing. '],
  [
    'one that is missing deeper',
    { steps: [{ id: 'a' }, {}] },
    'steps[1].id',
    'The field "steps[1].id" is missing. ',
  ],
  ['one of another kind, which is there', { steps: [{ id: 1 }] }, 'steps[0].id', 'An id is a text.'],
  ['one that is null', { steps: [{ id: null }] }, 'steps[0].id', 'An id is a text.'],
  ['one that there is not', { steps: [], more: 1 }, 'more', 'There is no field "more".'],
])('A refusal names %s', (_, request, field, detail) => {
  const { error } = schema.safeParse(request);
  const problem = invalid(error!, request);
  expect(problem).toMatchObject({ code: 'invalid-request', field });
  expect(problem.message.startsWith(detail)).toBe(true);
});
