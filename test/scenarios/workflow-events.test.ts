import {
  type Connection,
  getWorkflowRun,
  listEvents,
  listWorkflowRules,
  listWorkflowRuns,
  putWorkflowRule,
  registerWorkflow,
  sendEvent,
  sendEventTo,
  startWorkflow,
  waitForWorkflow,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { newPerson } from './hosts/people.ts';

describe('A workflow and what it waits for', () => {
  let host: Host;
  let allen: Connection;
  let bert: Connection;
  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
    bert = await newPerson(host, 'bert');
  });
  afterAll(() => host?.stop());

  const start = async (source: string) => (await startWorkflow(allen, { source })).id;
  const patience = { timeout: 60_000, interval: 200 };

  test('a step takes the event that it waits for, whether that comes before or after it', async () => {
    const id = await start(
      'wait:event({"event": "rows"}) → wait:event({"event": "done", "match": {"n": 2}})',
    );
    await sendEvent(allen, { key: 'rows', value: { n: 1 } });
    await sendEvent(allen, { key: 'done', value: { n: 1 } });
    await sendEvent(allen, { key: 'done', value: { n: 2 } });
    expect(await waitForWorkflow(allen, id)).toMatchObject({ state: 'succeeded' });
  });

  test('a step gets the numbers of an event that would lose digits as strings of them', async () => {
    const id = await start('wait:event({"event": "order"})');
    await sendEvent(allen, { key: 'order', value: { order: 9007199254740993n, rows: 2 } });
    expect(await waitForWorkflow(allen, id)).toMatchObject({
      output: { order: '9007199254740993', rows: 2 },
    });
    expect((await listEvents(allen, { keys: ['order'] })).events[0]?.value).toEqual({
      order: 9007199254740993n,
      rows: 2,
    });
    const refused = startWorkflow(allen, { source: 'A' }, { input: { order: 9007199254740993n } });
    await expect(refused).rejects.toMatchObject({ code: 'number-inexact', field: 'input.order' });
  });

  test('a run takes an event that is sent to it by its key', async () => {
    const id = await start('wait:http({"key": "approved"})');
    await vi.waitFor(() => sendEventTo(allen, id, 'approved', { by: 'bert' }), patience);
    expect(await waitForWorkflow(allen, id)).toMatchObject({ state: 'succeeded' });
  });

  test('a rule starts a run when events come', async () => {
    await registerWorkflow(allen, { name: 'learn', source: 'wait:delay({"duration": 0})' });
    await putWorkflowRule(allen, {
      name: 'train',
      workflow: 'learn',
      action: 'start',
      on: { key: 'learn.rows' },
      state: 0,
      update: 'state + event.value.n',
      condition: 'state >= 3',
      resetState: true,
    });
    for (const n of [1, 2, 1]) await sendEvent(allen, { key: 'learn.rows', value: { n } });
    await vi.waitFor(async () => {
      const [rule] = await listWorkflowRules(allen);
      expect(rule).toMatchObject({ acted: 1, state: 1, lastError: null });
    }, patience);
    const { runs } = await listWorkflowRuns(allen, { workflow: 'learn' });
    expect(runs).toHaveLength(1);
    expect(await waitForWorkflow(allen, runs[0]!.id)).toMatchObject({ state: 'succeeded' });
  });

  describe('a latch, whose name has a part of the input,', () => {
    const latch = (task: string, name = 'lab-{input[lab]}') => `wait:${task}(${JSON.stringify({ name })})`;
    const outcome = async (by: Connection, source: string, input: Record<string, unknown>) => {
      const { id } = await startWorkflow(by, { source }, { input });
      return await waitForWorkflow(by, id, { timeoutSeconds: 90 });
    };
    const begin = async (source: string, input: Record<string, unknown>, waiting: string) => {
      const { id } = await startWorkflow(allen, { source }, { input });
      await vi.waitFor(async () => {
        const { steps } = await getWorkflowRun(allen, id);
        expect(steps).toContainEqual(expect.objectContaining({ name: waiting, state: 'active' }));
      }, patience);
      return id;
    };

    test('holds up the runs of all workflows of its user until it is released as often as acquired', async () => {
      const lab = { lab: 7 };
      for (const n of [1, 2]) {
        expect(await outcome(allen, latch('acquire'), { ...lab, n })).toMatchObject({
          output: { ...lab, n },
        });
      }
      const pause = 'wait:delay({"duration": 0})';
      const waiting = [
        await begin(`${latch('countdown')} → ${pause}`, { ...lab, of: 'one' }, 'wait:countdown'),
        await begin(
          `${pause} | ${pause} → ${latch('countdown', 'lab-{input[0][lab]}')}`,
          { ...lab, of: 'a join' },
          'wait:countdown',
        ),
      ];
      const states = () => Promise.all(waiting.map(async (id) => (await getWorkflowRun(allen, id)).state));

      expect(await outcome(bert, `${latch('release')} → ${latch('countdown')}`, lab)).toMatchObject({
        state: 'succeeded',
      });
      expect(await outcome(allen, latch('release'), lab)).toMatchObject({ output: lab });
      expect(await states()).toEqual(['running', 'running']);

      expect(await outcome(allen, latch('release'), lab)).toMatchObject({ state: 'succeeded' });
      const [one, join] = await Promise.all(
        waiting.map((id) => waitForWorkflow(allen, id, { timeoutSeconds: 90 })),
      );
      expect(one).toMatchObject({ state: 'succeeded', output: { ...lab, of: 'one' } });
      expect(join).toMatchObject({
        state: 'succeeded',
        output: [
          { ...lab, of: 'a join' },
          { ...lab, of: 'a join' },
        ],
      });
    });

    test('holds up nobody at zero, nor when it was never acquired', async () => {
      const source = `${latch('countdown')} → ${latch('acquire')} → ${latch('release')} → ${latch('countdown')}`;
      expect(await outcome(allen, source, { lab: 'unheard' })).toMatchObject({
        state: 'succeeded',
        output: { lab: 'unheard' },
      });
    });

    test('is another of each user', async () => {
      expect(await outcome(allen, latch('acquire'), { lab: 'ours' })).toMatchObject({ state: 'succeeded' });
      expect(await outcome(bert, latch('countdown'), { lab: 'ours' })).toMatchObject({ state: 'succeeded' });
    });
  });
});
