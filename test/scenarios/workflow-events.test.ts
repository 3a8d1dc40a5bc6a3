import {
  type Connection,
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

describe('A workflow and events', () => {
  let host: Host;
  let allen: Connection;
  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
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
});
