import { expect, test } from 'vitest';
import { randomIds } from '../../../../adapters/node/random-ids.ts';

test('An id can be written on a command line: it never begins with a hyphen', () => {
  const ids = randomIds();
  for (let times = 0; times < 2000; times++) expect(ids.next()).toMatch(/^\w[\w-]{21}$/);
});
