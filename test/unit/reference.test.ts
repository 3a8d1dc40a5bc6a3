import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { referenceFiles } from '../../scripts/reference-files.ts';

test.each(Object.entries(await referenceFiles()))('%s is what `npm run reference` writes', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text);
});
