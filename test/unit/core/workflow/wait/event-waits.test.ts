import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../../../../core/contract/limits.ts';
import { cancelRun } from '../../../../../core/workflow/run/cancel-run.ts';
import { restartRun } from '../../../../../core/workflow/run/restart-run.ts';
import { storeEnd } from '../../../../../core/workflow/run/store-end.ts';
import { terminateRun } from '../../../../../core/workflow/run/terminate-run.ts';
import { deliverEvent } from '../../../../../core/workflow/wait/deliver-event.ts';
import { ada } from '../run/open-workflows.ts';
import { openWaits, type Waits } from './open-waits.ts';

let world: Waits;
beforeEach(async () => {
  world = await openWaits({ tasks: { keep: ({ input }) => ({ output: input }) } });
});
afterEach(async () => {
  await world.close();
  expect(world.errors).toEqual([]);
});

const key = { tenantId: ada.userId, runId: 'r' };
const waitFor = (parameters: object) => `wait:event(${JSON.stringify(parameters)})`;
const json = (value: unknown) => JSON.stringify(value);
const waiting = (event = 'a') => world.waits.waits.find(event);

describe('wait:event', () => {
  test('ends with the next event of its key, whose value is its output', async () => {
    await world.home.run(waitFor({ event: 'a' }));
    await world.append({ key: 'b', value: json({ n: 1 }) }, { key: 'a', value: json({ n: 2 }) });
    expect(await world.outputOf()).toEqual({ n: 2 });
    expect(await waiting()).toEqual([]);
  });

  test('is seen to wait, and then to have its event', async () => {
    await world.home.run(waitFor({ event: 'a' }));
    expect(await world.step('1')).toMatchObject({ state: 'active', work: { waitsFor: 'event', key: 'a' } });
    const [event] = await world.append({ key: 'a' });
    expect(await world.step('1')).toMatchObject({
      state: 'succeeded',
      work: { key: 'a', offset: event!.offset },
    });
  });

  test.each([
    ['an object', { n: 1 }, { n: 1 }],
    ['a list', [1, { n: 2 }], [1, { n: 2 }]],
    ['a number, in a list', 5, [5]],
    ['a text, in a list', 'x', ['x']],
    ['null, as an empty object', null, {}],
    ['the output that it has', { output: { n: 1 }, other: 2 }, { n: 1 }],
    ['the list that it has as output', { output: [1] }, [1]],
    ['the value, where what it has as output is neither', { output: 5 }, { output: 5 }],
  ])('gives %s', async (_, value, output) => {
    await world.home.run(waitFor({ event: 'a' }));
    await world.append({ key: 'a', value: json(value) });
    expect(await world.outputOf()).toEqual(output);
  });

  test('takes one event only', async () => {
    await world.home.run(`${waitFor({ event: 'a' })} → ${waitFor({ event: 'b' })}`);
    await world.append({ key: 'a', value: '[1]' }, { key: 'a', value: '[2]' });
    expect((await world.step('1'))!.output).toEqual([1]);
    expect((await world.step('2'))!.state).toBe('active');
  });

  test('several wait at once, each for its own', async () => {
    await world.home.run(
      `${waitFor({ event: 'a' })} | ${waitFor({ event: 'b' })} | ${waitFor({ event: 'a' })} → keep`,
    );
    await world.append({ key: 'b', value: '[2]' });
    expect((await world.home.get('r')).state).toBe('running');
    await world.append({ key: 'a', value: '[1]' });
    expect(await world.outputOf()).toEqual([[1], [2], [1]]);
  });

  test('an event since the start of the run counts, though its step begins later', async () => {
    await world.append({ key: 'a', value: '["before"]' });
    await world.home.run(`work → ${waitFor({ event: 'a' })}`);
    await world.append({ key: 'a', value: '["early"]' }, { key: 'a', value: '["second"]' });
    await world.home.end('r', '1');
    expect(await world.outputOf()).toEqual(['early']);
    expect(await waiting()).toEqual([]);
  });

  test.each([
    ['the beginning of the log', 'beginning', ['before']],
    ['an offset', 1, ['later']],
    ['now', 'now', 'running'],
    ['the start of the run', 'start', ['early']],
  ])('from %s', async (_, from, output) => {
    await world.append({ key: 'a', value: '["before"]' }, { key: 'a', value: '["later"]' });
    await world.home.run(`work → ${waitFor({ event: 'a', from })}`);
    await world.append({ key: 'a', value: '["early"]' });
    world.home.clock.advance(1);
    await world.home.end('r', '1');
    expect(await world.outputOf()).toEqual(output);
  });

  test('from now, an event that comes after the step began', async () => {
    await world.append({ key: 'a', value: '["before"]' });
    world.home.clock.advance(1);
    await world.home.run(waitFor({ event: 'a', from: 'now' }));
    await world.append({ key: 'a', value: '["now"]' });
    expect(await world.outputOf()).toEqual(['now']);
  });

  test.each([
    [{ sender: 's' }, { sender: 's' }],
    [{ type: 't' }, { eventType: 't' }],
    [{ namespace: 'lab' }, { namespace: 'lab' }],
  ])('only for %j', async (parameters, draft) => {
    await world.namespaces.add(namespace('lab', ['developer']));
    await world.home.run(waitFor({ event: 'a', ...parameters }));
    await world.append({ key: 'a', value: '["no"]' }, { key: 'a', value: '["yes"]', ...draft });
    expect(await world.outputOf()).toEqual(['yes']);
  });

  test('for any key', async () => {
    await world.home.run(waitFor({ event: '*', sender: 's' }));
    await world.append({ key: 'whatever', sender: 's', value: '["yes"]' });
    expect(await world.outputOf()).toEqual(['yes']);
  });

  test('of a namespace that its owner may not read ends with an error', async () => {
    await world.namespaces.add(namespace('secret', []));
    await world.home.run(waitFor({ event: 'a', namespace: 'secret' }));
    expect((await world.home.get('r')).error).toMatchObject({ name: 'NamespaceForbidden' });
  });

  test('gets no event of a namespace that its owner may not read, nor of one that may be read no longer', async () => {
    await world.namespaces.add(namespace('secret', []));
    await world.namespaces.add(namespace('lab', ['developer']));
    await world.home.run(waitFor({ event: 'a' }));
    await world.append({ key: 'a', namespace: 'secret' }, { key: 'a', namespace: 'hookline/eve' });
    await world.namespaces.change('lab', { readers: [], writers: [], retentionDays: 90 });
    await world.append({ key: 'a', namespace: 'lab' });
    expect((await world.home.get('r')).state).toBe('running');
    await world.append({ key: 'a', value: '["mine"]' });
    expect(await world.outputOf()).toEqual(['mine']);
  });

  test('an expired event does not count', async () => {
    await world.append({ key: 'a' });
    world.home.clock.advance(91 * 24 * 3600 * 1000);
    await world.home.run(waitFor({ event: 'a', from: 'beginning' }));
    expect((await world.home.get('r')).state).toBe('running');
  });
});

describe('wait:event that matches', () => {
  test.each([
    ['some of its fields', { id: 1 }, { id: 1, more: 2 }, true],
    [
      'all of them',
      { id: 1, deep: { list: [1, { x: null }] } },
      { deep: { list: [1, { x: null }] }, id: 1 },
      true,
    ],
    ['nothing', {}, 5, true],
    ['another value', { id: 1 }, { id: '1' }, false],
    ['a field that is not there', { id: null }, {}, false],
    ['one that is deeper', { deep: { a: 1 } }, { deep: { a: 1, b: 2 } }, false],
    ['a list', { id: 1 }, [{ id: 1 }], false],
  ])('the input: %s', async (_, input, value, matches) => {
    await world.home.run(waitFor({ event: 'a', match: 'input' }), { input });
    await world.append({ key: 'a', value: json(value) });
    expect(await world.outputOf()).toEqual(matches ? input : 'running');
    await world.home.run(waitFor({ event: 'a', match: 'input' }), { input, runId: 'early' });
  });

  test('the input: the first item of a list; the list passes', async () => {
    await world.home.run(`<[{"id": 1}, {"id": 2}]> → ${waitFor({ event: 'a', match: 'input' })}`);
    await world.append({ key: 'a', value: json({ id: 2 }) });
    expect((await world.home.get('r')).state).toBe('running');
    await world.append({ key: 'a', value: json({ id: 1 }) });
    expect(await world.outputOf()).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test('the input, and has an output: both are merged', async () => {
    await world.home.run(waitFor({ event: 'a', match: 'input' }), { input: { id: 1, kind: 'x' } });
    await world.append({ key: 'a', value: json({ id: 1, kind: 'x', output: { kind: 'y', rows: 5 } }) });
    expect(await world.outputOf()).toEqual({ id: 1, kind: 'y', rows: 5 });
  });

  test('an object', async () => {
    await world.home.run(waitFor({ event: 'a', match: { site: 'north' } }), { input: { site: 'south' } });
    await world.append(
      { key: 'a', value: json({ site: 'south' }) },
      { key: 'a', value: json({ site: 'north', n: 1 }) },
    );
    expect(await world.outputOf()).toEqual({ site: 'north', n: 1 });
  });

  test('what no event can have ends with an error', async () => {
    const input = { text: 'x'.repeat(limits.eventValueBytes) };
    await world.home.run(waitFor({ event: 'a', match: 'input' }), { input });
    expect((await world.home.get('r')).error).toMatchObject({ name: 'WaitInvalid' });
    await world.home.run(`<[5]> → ${waitFor({ event: 'a', match: 'input' })}`, { runId: 'q' });
    expect((await world.home.get('q')).error).toMatchObject({ name: 'WaitInvalid' });
  });
});

describe('the receipt of an event', () => {
  test('tells who has stored which event', async () => {
    await world.home.run(`@task approval = wait:event; approval({"event": "a"})`);
    const [event] = await world.append({ key: 'a' });
    expect(await world.receipts()).toEqual([
      {
        for: event!.offset,
        action: 'processed',
        key: 'a',
        workflow: 'r',
        name: 'approval',
        index: 1,
        step: '1',
      },
    ]);
  });

  test('is told of an early event too, and not where it is not wanted', async () => {
    await world.append({ key: 'a' });
    await world.home.run(waitFor({ event: 'a', from: 'beginning' }));
    await world.home.run(waitFor({ event: 'a', from: 'beginning', receipt: false }), { runId: 'q' });
    expect(await world.receipts()).toMatchObject([{ workflow: 'r' }]);
  });
});

describe('wait:event in loops and rounds', () => {
  test('each pass takes the next event', async () => {
    await world.append({ key: 'a', value: '{"n": 0}' });
    await world.home.run(
      `:again ${waitFor({ event: 'a', from: 'beginning' })} :out → ?\`$[?(@.n < 3)]\` keep → :again; :out → keep`,
    );
    expect((await world.home.get('r')).state).toBe('running');
    for (const n of [1, 2]) await world.append({ key: 'a', value: json({ n }) });
    expect((await world.home.get('r')).state).toBe('running');
    await world.append({ key: 'a', value: '{"n": 3}' });
    expect(await world.outputOf()).toEqual({ n: 3 });
    expect((await world.receipts()).map((receipt) => (receipt as { for: number }).for)).toHaveLength(4);
  });

  test('rounds may wait for the same, and match their own items', async () => {
    await world.home.run(
      `<[{"id": 1}, {"id": 2}, {"id": 3}]> → * ${waitFor({ event: 'a', match: 'input' })}`,
    );
    for (const id of [3, 1, 2]) await world.append({ key: 'a', value: json({ id, output: { got: id } }) });
    expect(await world.outputOf()).toEqual([
      { id: 1, got: 1 },
      { id: 2, got: 2 },
      { id: 3, got: 3 },
    ]);
  });
});

describe('a wait whose run ends', () => {
  test.each([
    ['cancelled', cancelRun],
    ['terminated', terminateRun],
  ])('when it is %s, is forgotten', async (_, end) => {
    await world.home.run(waitFor({ event: 'a' }));
    await end(world.home.deps, ada, key);
    await world.home.quiet();
    expect(await waiting()).toEqual([]);
    await world.append({ key: 'a' });
    expect((await world.step('1'))!.output).toBeNull();
  });

  test('waits again after a restart, and finds what came meanwhile', async () => {
    await world.home.run(`${waitFor({ event: 'a' })}; work`);
    await world.home.fail('r', world.home.started[0]!.step.stepId);
    await terminateRun(world.home.deps, ada, key).catch(() => {});
    await world.append({ key: 'a', value: '["meanwhile"]' });
    await restartRun(world.home.deps, ada, key);
    await world.home.quiet();
    expect((await world.step('1'))!.output).toEqual(['meanwhile']);
  });
});

describe('a restart of the platform', () => {
  test('waits go on, and events that came shortly before are looked at again', async () => {
    await world.close();
    world = await openWaits({ durable: true });
    await world.home.run(waitFor({ event: 'a' }));
    await world.home.run(waitFor({ event: 'b' }), { runId: 'q' });
    await world.append({ key: 'a', value: '[1]' });
    world = await world.reopen();
    await world.append({ key: 'b', value: '[2]' });
    expect([await world.outputOf('r'), await world.outputOf('q')]).toEqual([[1], [2]]);
    expect(await world.receipts()).toHaveLength(2);
  });

  test('an event that came when nobody was there is delivered', async () => {
    await world.close();
    world = await openWaits({ durable: true });
    await world.home.run(waitFor({ event: 'a' }));
    world = await world.reopen({ durable: true, delivering: false });
    await world.append({ key: 'a', value: '[1]' });
    expect((await world.home.get('r')).state).toBe('running');
    world = await world.reopen({ durable: true });
    await world.home.quiet();
    expect(await world.outputOf()).toEqual([1]);
  });
});

const namespace = (name: string, readers: ('developer' | 'viewer')[]) => ({
  name,
  ownerId: 'u-other',
  owner: 'other',
  readers,
  writers: [],
  retentionDays: 90,
  createdAt: 0,
});

test('an event that many wait for is given to them as long as there is time, and to the others the next time', async () => {
  await world.close();
  world = await openWaits({ delivering: false });
  const runIds = Array.from({ length: 100 }, (_, n) => `r-${n}`);
  for (const runId of runIds) await world.home.start('wait:event({"event": "a"})', { runId });
  await world.home.quiet();
  const [event] = await world.append({ key: 'a', value: '[1]' });
  const woken = async () => {
    await world.home.quiet();
    const outputs = await Promise.all(runIds.map((runId) => world.outputOf(runId)));
    return outputs.filter((output) => output !== 'running').length;
  };
  let asked = 0;
  expect(await deliverEvent(world.waits, event!, () => ++asked <= 40)).toBe(false);
  expect(await woken()).toBe(40);
  expect(await deliverEvent(world.waits, event!)).toBe(true);
  expect(await woken()).toBe(100);
  expect(await world.waits.waits.find('a')).toEqual([]);
});

test('an event that was stored in a run, of which nobody was told, is told of when it is delivered again', async () => {
  await world.close();
  let dies = true;
  world = await openWaits({
    delivering: false,
    replace: ({ endStep }) => ({
      endStep: async (step, result) => {
        if (!dies) return await endStep(step, result);
        await storeEnd(world.home.deps, step, result);
        throw new Error('The function ended.');
      },
    }),
  });
  await world.home.run('wait:event({"event": "a"})');
  const [event] = await world.append({ key: 'a', value: '[1]' });
  await expect(deliverEvent(world.waits, event!)).rejects.toThrow();
  expect([(await world.step('1'))!.output, await world.outputOf()]).toEqual([[1], 'running']);
  dies = false;
  await deliverEvent(world.waits, event!);
  await world.home.quiet();
  expect(await world.outputOf()).toEqual([1]);
});
