import {
  addHook,
  type Connection,
  cancelRun,
  fire,
  getMail,
  getWorkflowRun,
  listHandlers,
  listRuns,
  register,
  registerWorkflow,
  startWorkflow,
  waitForFiring,
  waitForWorkflow,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCli } from '../../sdk/cli/run-cli.ts';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const mail = { notifyOnSuccess: 'success@example.com', notifyOnFailure: 'failure@example.com' };

describe('Handlers and workflows', () => {
  let host: Host;
  let allen: Connection;

  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
    await addHook(asAdmin(host), { name: 'lab.measured' });
    await register(allen, { name: 'double', hook: 'workflow.task', ...mail }, (input: { n: number }) => ({
      n: input.n * 2,
    }));
    await registerWorkflow(allen, { name: 'quadruple', source: 'double → double' });
  });
  afterAll(() => host?.stop());

  const textOf = async (id: string): Promise<string> => {
    await expect
      .poll(
        () =>
          getMail(allen, id).then(
            ({ text }) => text,
            () => undefined,
          ),
        { timeout: 60_000 },
      )
      .toBeDefined();
    return (await getMail(allen, id)).text ?? '';
  };

  test('A workflow is registered as a handler, and listed as one', async () => {
    const handler = await register(allen, {
      name: 'starts',
      hook: 'lab.measured',
      ...mail,
      workflow: 'quadruple',
    });
    expect(handler).toMatchObject({ name: 'starts', version: 0, workflow: 'quadruple' });
    expect(await listHandlers(allen, { hook: 'lab.measured' })).toEqual([handler]);
  });

  test('A firing starts it with the payload, and an e-mail tells which run was started', async () => {
    const { id } = await fire(allen, 'lab.measured', { n: 10 });
    const [run] = (await waitForFiring(allen, id, { timeoutSeconds: 60 })).runs;
    expect(run).toMatchObject({ state: 'succeeded', result: JSON.stringify({ workflowRun: run!.id }) });
    expect(await waitForWorkflow(allen, run!.id)).toMatchObject({
      state: 'succeeded',
      workflow: { name: 'quadruple', version: 0 },
      owner: 'allen',
      input: { n: 10 },
      output: { n: 40 },
      startedBy: { kind: 'firing', id },
    });
    expect(await textOf(run!.id)).toContain(`Look at it: hookline workflow show ${run!.id}`);
  });

  test('With each, a firing starts one for each item', async () => {
    const options = { name: 'for-each', hook: 'lab.measured', ...mail, tags: ['many'], each: 'samples' };
    await register(allen, { ...options, workflow: 'quadruple' });
    const { id } = await fire(
      allen,
      'lab.measured',
      { n: 1, samples: [{ n: 1 }, { n: 2 }] },
      { tags: ['many'] },
    );
    const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
    const run = runs.find(({ handlerName }) => handlerName === 'for-each')!;
    const outputs = [0, 1].map(async (item) => (await waitForWorkflow(allen, `${run.id}.${item}`)).output);
    expect(await Promise.all(outputs)).toEqual([{ n: 4 }, { n: 8 }]);
  });

  test('Where there is no such workflow, the run fails, and an e-mail tells that', async () => {
    const options = { name: 'to-nowhere', hook: 'lab.measured', ...mail, tags: ['nowhere'] };
    await register(allen, { ...options, workflow: 'nothing' });
    const { id } = await fire(allen, 'lab.measured', { n: 1 }, { tags: ['nowhere'] });
    const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
    const run = runs.find(({ handlerName }) => handlerName === 'to-nowhere')!;
    expect(run).toMatchObject({ state: 'failed', error: { name: 'workflow-not-found' } });
    expect(await textOf(run.id)).toContain('workflow-not-found: There is no workflow "nothing"');
  });

  test('The command line registers one too', async () => {
    let out = '';
    const write = (text: string): void => {
      out += text;
    };
    vi.stubEnv('HOOKLINE_ENDPOINT', host.url);
    vi.stubEnv('HOOKLINE_API_KEY', allen.apiKey);
    const words = ['register', '--workflow', 'quadruple', '--hook', 'lab.measured', '--tag', 'typed'];
    const code = await runCli(words, { out: write, err: write, stdin: (async function* () {})() });
    vi.unstubAllEnvs();
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^quadruple: registered, id \d+; starts the workflow quadruple for firings tagged typed of lab\.measured\n$/,
      ),
    });
    const { id } = await fire(allen, 'lab.measured', { n: 1 }, { tags: ['typed'] });
    const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
    const run = runs.find(({ handlerName }) => handlerName === 'quadruple')!;
    await waitForWorkflow(allen, run.id);
    expect((await getWorkflowRun(allen, run.id)).output).toEqual({ n: 4 });
  });

  test('A run that is cancelled while it waits for its next attempt fails the step that waits for it, at once', async () => {
    const options = { name: 'busy', hook: 'workflow.task', ...mail, retry: { maxAttempts: 2 } };
    await register(allen, options, () => {
      throw Object.assign(new Error('not now'), { name: 'Busy', retryAfterSeconds: 3600 });
    });
    const { id } = await startWorkflow(allen, { source: 'busy' });
    const waiting = async () => (await listRuns(allen, { state: 'waiting' })).runs[0]?.id;
    await expect.poll(waiting, { timeout: 60_000 }).toBeDefined();
    expect(await cancelRun(allen, (await waiting())!)).toMatchObject({ state: 'cancelled' });
    expect(await waitForWorkflow(allen, id)).toMatchObject({
      state: 'failed',
      error: { name: 'RunCancelled', step: '1' },
    });
  });
});
