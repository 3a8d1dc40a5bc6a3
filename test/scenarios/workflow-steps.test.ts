import {
  Connection,
  defineTask,
  getWorkflowRun,
  register,
  registerWorkflow,
  startWorkflow,
  waitForWorkflow,
  worker,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { newPerson } from './hosts/people.ts';

describe('A workflow of every sort of step', () => {
  let host: Host;
  let allen: Connection;
  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
  });
  afterAll(() => host?.stop());

  const outcome = (id: string) => waitForWorkflow(allen, id, { timeoutSeconds: 90 });

  test('goes from literals through subflows, rounds and joins to its end', async () => {
    const pause = 'wait:delay({"duration": 1})';
    const { id } = await startWorkflow(allen, {
      source: `<[{"n": 1}, {"n": 2}]> → * { ${pause} → ?\`$.no\` ${pause} } → :all; <{"m": 3}> → { ${pause} } → :all; :all → ${pause}`,
    });
    expect(await outcome(id)).toMatchObject({
      state: 'succeeded',
      output: [[{ n: 1 }, { n: 2 }], { m: 3 }],
    });
  });

  test('has a handler, a worker and another workflow for tasks', async () => {
    const double = defineTask({ name: 'double' }, ({ n }: { n: number }) => ({ n: 2 * n }));
    await register(allen, double.options, double.handler);
    await registerWorkflow(allen, { name: 'twice', source: 'double → double' });
    const ending = new AbortController();
    const adding = worker<{ n: number }>(
      new Connection(host.url, allen.apiKey),
      'add',
      ({ input: { n } }) => ({ n: n + 1 }),
      { signal: ending.signal },
    );
    const { id } = await startWorkflow(allen, { source: 'twice → add → double' }, { input: { n: 5 } });
    expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: { n: 42 } });
    ending.abort();
    await adding.stop();
    const { steps } = await getWorkflowRun(allen, id);
    expect(steps.filter(({ kind }) => kind === 'task').map(({ name, state }) => `${name} ${state}`)).toEqual([
      'twice succeeded',
      'add succeeded',
      'double succeeded',
    ]);
  });

  test('tells why the code of a handler failed', async () => {
    const break_ = defineTask({ name: 'break' }, () => {
      throw new RangeError('the disk is full');
    });
    await register(allen, break_.options, break_.handler);
    const { id } = await startWorkflow(allen, { source: 'break' });
    expect(await outcome(id)).toMatchObject({ state: 'failed', error: { message: 'the disk is full' } });
  });
});
