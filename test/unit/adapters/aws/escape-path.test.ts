import { expect, test } from 'vitest';
import { escapePath } from '../../../../adapters/aws/escape-path.ts';

test.each([
  ['what API Gateway has decoded', '/v1/tasks/r/5#1.4[2].7/end', '/v1/tasks/r/5%231.4[2].7/end'],
  ['what is encoded still', '/v1/tasks/r/5%231.4%5B2%5D.7/end', '/v1/tasks/r/5%231.4%5B2%5D.7/end'],
  ['what would begin a query', '/v1/tasks/what?/claim', '/v1/tasks/what%3F/claim'],
  ['what only looks encoded', '/v1/tasks/100%/claim', '/v1/tasks/100%25/claim'],
])('A path in an event is one of a URL: %s', (_, rawPath, escaped) => {
  expect(escapePath({ rawPath, version: '2.0' })).toEqual({ rawPath: escaped, version: '2.0' });
  expect(new URL(escaped, 'http://x').pathname.split('/').at(-1)).toBe(rawPath.split('/').at(-1));
});
