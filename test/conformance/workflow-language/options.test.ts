import { describe, expect, test } from 'vitest';
import { check, errorsOf, taskOf } from './check.ts';

describe('An option of the engine', () => {
  test.each([
    'A({"$timeoutSeconds": 0.5})',
    'A({"$timeoutSeconds": 31622400, "$catchErrors": false})',
    'wait:event({"event": "a", "$timeoutSeconds": 60})',
    'request:get({"url": "/x", "$catchErrors": true})',
    'wait:delay({"duration": 1, "$catchErrors": true})',
    '@task a = A({"$catchErrors": true}) * a({"x": 1})',
    // Of resources and workflows the parameters are their own.
    '<a>({"$x": 1}) → A',
    '@flow f({"$x": 1}) A',
    'A(["$x"])',
  ])('%s', async (source) => {
    expect(await errorsOf(source)).toEqual([]);
  });

  test.each([
    ['A({"$timeout": 5})', '1:2 option-unknown'],
    ['A({"$": 5})', '1:2 option-unknown'],
    ['A({"$toString": 5})', '1:2 option-unknown'],
    ['A({"$timeoutSeconds": 0})', '1:2 option-invalid'],
    ['A({"$timeoutSeconds": 31622401})', '1:2 option-invalid'],
    ['A({"$timeoutSeconds": "60"})', '1:2 option-invalid'],
    ['A({"$catchErrors": 1})', '1:2 option-invalid'],
    ['wait:delay({"duration": 1, "$timeoutSeconds": 60})', '1:11 option-invalid'],
    ['wait:event({"event": "a", "$match": "none"})', '1:11 option-unknown'],
    ['@task a({"$timeoutSeconds": -1}) a({"x": 1}) → { a }', '1:8 option-invalid'],
    ['@task a = A({"$retry": 1}) B → a({"$catchErrors": 2})', '1:12 option-unknown', '1:33 option-invalid'],
  ])('%s is refused', async (source, ...errors) => {
    expect(await errorsOf(source)).toEqual(errors);
  });

  test('that is refused is told what there is', async () => {
    expect((await check('A({"$retry": 5})')).errors[0]?.message).toBe(
      'Keys that begin with "$" are the engine\'s, and "$retry" is none. There are $catchErrors, $timeoutSeconds.',
    );
  });

  test('stands in the graph with the parameters', async () => {
    const { parameters } = await taskOf('@task A({"$timeoutSeconds": 5}) A({"x": 1})', 'A');
    expect(parameters).toEqual({ $timeoutSeconds: 5, x: 1 });
  });
});
