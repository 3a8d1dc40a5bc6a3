import { describe, expect, test } from 'vitest';
import { check, errorsOf, taskOf } from './check.ts';

describe('A built-in task', () => {
  test.each([
    'wait:delay(- duration: 60 -)',
    'wait:delay(- duration: 0.5 -)',
    'wait:delay(- until: "2030-01-31T12:00:00.5+01:00" -)',
    'wait:delay(- until: 1893456000 -)',
    'wait:event(- {event: done, match: {id: 1}, namespace: lab, sender: me, type: t, from: now} -)',
    'wait:event(- {event: done, from: beginning} -)',
    'wait:event(- {event: done, from: 17} -)',
    'wait:http',
    'wait:http(- key: approval -)',
    'wait:listener(- {listener: queue, args: [1, {"a": 2}]} -)',
    'wait:event(- {event: start-experiment, match: input} -)',
    'wait:event(- {event: done, match: none, receipt: false} -)',
    'wait:acquire(- name: \'my-{input["id"]}\' -)',
    'wait:release(- name: \'my-{input["id"]}\' -)',
    'wait:countdown({"name": "my"})',
    'request:get(- {url: "{input[site]}", output_mode: [response_json], error_on_status: false} -)',
    'request:post(- {url: /x, template: "{input}", content_type: text/plain, output_mode: status} -)',
    'request:put(- {url: /x, environ: test, category: shop, sync: false, use_context_parameters: false} -)',
    'request:delete()',
    'request:get(- {url: /x, token: true} -)',
    '@task pause = wait:delay(- duration: 1 -) pause',
    '@task wait:delay(- duration: 1 -) wait:delay',
    '@task pause = wait:delay pause(- duration: 1 -)',
  ])('%s', async (source) => {
    expect(await errorsOf(source)).toEqual([]);
  });

  test.each([
    ['wait:delay', '1:1 parameter-missing'],
    ['wait:delay()', '1:1 parameter-missing'],
    ['wait:delay(- duration: long -)', '1:11 parameter-invalid'],
    ['wait:delay(- duration: -1 -)', '1:11 parameter-invalid'],
    ['wait:delay(- duration: 40000000 -)', '1:11 parameter-invalid'],
    ['wait:delay(- until: tomorrow -)', '1:11 parameter-invalid'],
    ['wait:delay(- until: "2030-01-31" -)', '1:11 parameter-invalid'],
    ['wait:delay(- until: "2030-13-31T12:00:00Z" -)', '1:11 parameter-invalid'],
    ['wait:delay(- {until: 1893456000, duration: 1} -)', '1:11 parameter-invalid'],
    ['wait:event(- {event: a, match: [1]} -)', '1:11 parameter-invalid'],
    ['wait:event(- {event: a, from: end} -)', '1:11 parameter-invalid'],
    ['wait:event(- {event: a, from: -1} -)', '1:11 parameter-invalid'],
    ['wait:event(- {event: a, namespace: ""} -)', '1:11 parameter-invalid'],
    ['wait:http(- key: 1 -)', '1:10 parameter-invalid'],
    ['wait:listener', '1:1 parameter-missing'],
    ['wait:listener(- {listener: queue, args: {}} -)', '1:14 parameter-invalid'],
    ['wait:delay([1])', '1:11 parameter-invalid'],
    ['wait:delay(- {duration: 1, unit: s} -)', '1:11 parameter-unknown'],
    ['wait:event(- match: input -)', '1:1 parameter-missing'],
    ['wait:event(- {event: a, match: all} -)', '1:11 parameter-invalid'],
    ['wait:event(- {event: a, receipt: 1} -)', '1:11 parameter-invalid'],
    ['wait:countdown', '1:1 parameter-missing'],
    ['wait:acquire(- name: "" -)', '1:13 parameter-invalid'],
    ['request:get(- {url: /x, output_mode: xml} -)', '1:12 parameter-invalid'],
    ['request:get(- {url: /x, token: {audience: x}} -)', '1:12 parameter-invalid'],
    ['request:get(- {url: /x, headers: {}} -)', '1:12 parameter-unknown'],
    ['wait:forever', '1:1 built-in-unknown'],
    ['request:head', '1:1 built-in-unknown'],
    ['wait:toString', '1:1 built-in-unknown'],
    ['@task pause = wait:delay(- {duration: 1, unit: s} -) pause', '1:25 parameter-unknown'],
    ['@task pause = wait:delay(- duration: x -) pause(- duration: 1 -) pause', '1:25 parameter-invalid'],
  ])('%s is refused', async (source, error) => {
    expect(await errorsOf(source)).toEqual([error]);
  });

  test('that is refused is told what there is', async () => {
    expect((await check('wait:delay(- {duration: 1, unit: s} -)')).errors[0]?.message).toBe(
      'wait:delay has no parameter "unit". It has duration, until.',
    );
  });

  test('that waits asks for one of the ways to say how long', async () => {
    expect((await check('wait:delay')).errors[0]?.message).toBe(
      'wait:delay needs the parameter "duration" or "until".',
    );
  });

  test('is one of two families; other names belong to handlers, workflows and workers', async () => {
    expect((await taskOf('sleep:for(- x: 1 -)', 'sleep:for')).parameters).toEqual({ x: 1 });
    expect(await errorsOf('redis:get waiting:room toString(- a: 1 -)')).toEqual([]);
  });
});
