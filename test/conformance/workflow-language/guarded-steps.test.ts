import { describe, expect, test } from 'vitest';
import { check, errorsOf, graphOf, taskOf } from './check.ts';

describe('A guard', () => {
  test.each([
    ['A → ?`$[?(@.status=0)]` B', { language: 'jsonpath', expression: '$[?(@.status=0)]' }],
    ['A → ? ` $[?(@.status = 0)] ` B', { language: 'jsonpath', expression: '$[?(@.status = 0)]' }],
    ['A → ?`\n$.a\n` B', { language: 'jsonpath', expression: '$.a' }],
    ['A → > ?`$` B', { language: 'jsonpath', expression: '$' }],
    ['A → :x ?`$.a` B', { language: 'jsonpath', expression: '$.a' }],
    ['?`$.a` B', { language: 'jsonpath', expression: '$.a' }],
    ['A → ?`{% status = 0 %}` B', { language: 'jsonata', expression: 'status = 0' }],
    ['A → ?` {%$count(items)>3%} ` B', { language: 'jsonata', expression: '$count(items)>3' }],
  ])('%s', async (source, guard) => {
    expect((await taskOf(source, 'B')).guard).toEqual(guard);
  });

  test('stands before a subflow too', async () => {
    expect((await graphOf('A → ?`$.a` { B → C }')).nodes[2]).toMatchObject({
      kind: 'subflow',
      guard: { expression: '$.a' },
    });
  });

  test('holds for its step only', async () => {
    expect((await taskOf('A → ?`$.a` B → C', 'C')).guard).toBeNull();
  });
});

describe('A guard that cannot be used', () => {
  test.each([
    ['A → ? B', '1:7 unexpected'],
    ['A → `$` B', '1:5 unexpected'],
    ['A → ?`$.a', '1:6 unclosed'],
    ['A → ?`$` → B', '1:10 unexpected'],
    ['A → ?`` B', '1:7 guard-invalid'],
    ['A → ?`x` B', '1:7 guard-invalid'],
    ['A → ?` @.a` B', '1:8 guard-invalid'],
    ['A → ?`$[?(@.a == 1)]` B', '1:15 guard-invalid'],
    ['A → ?`$[?(@.a = 1]` B', '1:18 guard-invalid'],
    ['A → ?`$.a-b` B', '1:9 guard-invalid'],
    ['A → ?`$[a]` B', '1:9 guard-invalid'],
    ['A → ?`$.a b` B', '1:11 guard-invalid'],
    ['A → ?`$.size()` B', '1:9 guard-invalid'],
    ['A → ?`$[::0]` B', '1:10 guard-invalid'],
    ['A → ?`{% a = %}` B', '1:12 guard-invalid'],
    ['A → ?`{% a b %}` B', '1:12 guard-invalid'],
    ['A → ?`{% $now() %}` B', '1:13 guard-invalid'],
    ['A → ?`{% a` B', '1:6 guard-invalid'],
    ['A → ?`{% %}` B', '1:10 guard-invalid'],
    [`A → ?\`$.${'a'.repeat(2000)}\` B`, '1:6 guard-invalid'],
    [`A → ?\`$${'[?(@'.repeat(40)}${')]'.repeat(40)}\` B`, '1:71 guard-invalid'],
  ])('%s', async (source, error) => {
    expect(await errorsOf(source)).toEqual([error]);
  });

  test('is told with what was found and what to write', async () => {
    const [error] = (await check('A → ?`$[?(@.a == 1)]` B')).errors;
    expect(error).toMatchObject({
      length: 2,
      message: 'The guard cannot be used: Found "==". Equality is "=".',
    });
  });
});
