import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  archiveWorkflow,
  type Connection,
  cancelWorkflow,
  deleteWorkflowRun,
  drawWorkflowRun,
  getWorkflow,
  getWorkflowLimits,
  getWorkflowOutput,
  getWorkflowRun,
  getWorkflowRunDefinition,
  getWorkflowStep,
  getWorkflowTrace,
  getWorkflowVectors,
  keepWorkflowArchive,
  listWorkflowRuns,
  listWorkflows,
  registerWorkflow,
  removeWorkflow,
  restartWorkflow,
  restoreWorkflow,
  setWorkflowLimits,
  startWorkflow,
  terminateWorkflow,
  type WorkflowRun,
  wait,
  waitForWorkflow,
  workflow,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCli } from '../../sdk/cli/run-cli.ts';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const pause = 'wait:delay({"duration": 0})';
const hour = 'wait:delay({"duration": 3600})';
/** Merging what are no objects fails. */
const failing = `<[1, 2]> → > ${pause}`;

describe('A run of a workflow', () => {
  let host: Host;
  let allen: Connection;
  let bert: Connection;
  let folder: string;

  beforeAll(async () => {
    host = await openHost();
    [allen, bert] = [await newPerson(host, 'allen'), await newPerson(host, 'bert')];
    folder = mkdtempSync(join(tmpdir(), 'hookline-workflow-runs-'));
    vi.stubEnv('HOOKLINE_ENDPOINT', host.url);
    vi.stubEnv('HOOKLINE_API_KEY', allen.apiKey);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
    await host?.stop();
  });

  const hookline = async (...args: string[]) => {
    let [out, err] = ['', ''];
    const code = await runCli(['workflow', ...args], {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      stdin: (async function* () {})(),
    });
    return { code, out, err };
  };
  const codeOf = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'no error',
      (error: { code?: string }) => error.code ?? String(error),
    );
  const fetchApi = (path: string, init: RequestInit = {}) =>
    fetch(`${host.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${allen.apiKey}`, ...init.headers },
    });
  const runToEnd = async (source: string, runId?: string): Promise<WorkflowRun> => {
    const { id } = await startWorkflow(allen, { source }, { runId });
    return await waitForWorkflow(allen, id);
  };

  test('gives its input to the end, step by step, and is there to be looked at', async () => {
    const metadata = { for: 'lab' };
    const started = await startWorkflow(
      allen,
      { source: `@task pause = ${pause} pause :a → pause; :a → { pause }` },
      { runId: 'first', input: { n: 1 }, metadata },
    );
    expect(started).toMatchObject({ id: 'first', owner: 'allen', workflow: null, metadata });
    const run = await waitForWorkflow(allen, 'first');
    expect(run).toMatchObject({ state: 'succeeded', input: { n: 1 }, output: [{ n: 1 }, { n: 1 }] });
    const tasks = run.steps.filter(({ kind }) => kind === 'task');
    expect(new Set(tasks.map(({ name, state }) => `${name} ${state}`))).toEqual(
      new Set(['pause succeeded', 'pause_1 succeeded', 'pause_2 succeeded']),
    );
    expect(await getWorkflowOutput(allen, 'first')).toEqual([{ n: 1 }, { n: 1 }]);
    expect(await getWorkflowOutput(allen, 'first', { task: 'pause_1' })).toEqual({ n: 1 });
    expect(await getWorkflowStep(allen, 'first', '1')).toMatchObject({
      id: '1',
      name: 'pause',
      output: { n: 1 },
    });
    expect(await codeOf(getWorkflowStep(allen, 'first', 'nothing'))).toBe('workflow-step-not-found');
    const { targets, graph } = await getWorkflowRunDefinition(allen, 'first');
    expect(targets).toEqual({ 'wait:delay': 'built in' });
    expect(graph.nodes).toHaveLength(8);
  });

  test('has the vectors of littleflow: all deltas together give the state', async () => {
    const { S, A, T, failures, output } = await getWorkflowVectors(allen, 'first');
    expect(S.every((count) => count === 0)).toBe(true);
    expect(A.every((count) => count === 0)).toBe(true);
    expect(T).toEqual([1, 1, 1, 1, 1, 1, 1, 2]);
    expect(failures).toBeUndefined();
    expect(output[1]).toEqual({ n: 1 });
    const trace = await getWorkflowTrace(allen, 'first', 'S');
    expect(trace.length).toBeGreaterThan(0);
    const times = trace.map(([at]) => at);
    expect(times).toEqual([...times].sort().reverse());
    const sum = S.map((_, node) => trace.reduce((total, [, vector]) => total + vector[node]!, 0));
    expect(sum).toEqual(S);
    expect((await fetchApi('/v1/workflow-runs/first/trace/T')).status).toBe(400);
  });

  test('is drawn with how its nodes stand', async () => {
    const mermaid = await drawWorkflowRun(allen, 'first', { orientation: 'vertical' });
    expect(mermaid).toMatch(/^flowchart TB\n/);
    expect(mermaid).toContain('classDef succeeded');
    expect(mermaid).toMatch(/n1\["pause = wait:delay<br\/>succeeded \d+/);
    const svg = await drawWorkflowRun(allen, 'first', { format: 'svg' });
    expect(svg).toMatch(/<g class="task succeeded" data-index="1"><title>[^<]*from 20/);
  });

  test('is started by its text alone, and answered when it has ended', async () => {
    const answer = await fetchApi('/v1/workflow-runs', {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8', prefer: 'wait=20' },
      body: `<{"name": "ü"}> → ${pause}`,
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toBe('wait=20');
    expect(await answer.json()).toMatchObject({ state: 'succeeded', output: { name: 'ü' } });
  });

  describe('that is started by an upload', () => {
    const upload = (fields: Iterable<readonly [string, string | Blob]>, init: RequestInit = {}) => {
      const body = new FormData();
      for (const [name, value] of fields) {
        if (typeof value === 'string') body.append(name, value);
        else body.append(name, value, `${name}.flow`);
      }
      return fetchApi('/v1/workflow-runs', { method: 'POST', body, ...init });
    };
    const file = (...parts: (string | Uint8Array<ArrayBuffer>)[]) => new Blob(parts);

    test('has the text of the file, and what else the form has', async () => {
      const answer = await upload(
        [
          ['source', file(`# grüezi\n${pause}`)],
          ['input', file('{"name": "ü", "n": [1, 2.50]}')],
          ['metadata', '{"for": "lab"}'],
          ['catchErrors', 'true'],
          ['runId', 'uploaded'],
        ],
        { headers: { prefer: 'wait=20' } },
      );
      expect(await answer.json()).toMatchObject({
        id: 'uploaded',
        state: 'succeeded',
        output: { name: 'ü', n: [1, 2.5] },
        metadata: { for: 'lab' },
        catchErrors: true,
      });
      expect((await getWorkflowRunDefinition(allen, 'uploaded')).source).toBe(`# grüezi\n${pause}`);
    });

    test.each<[string, [string, string | Blob][], object]>([
      ['a text with errors', [['source', file('A → → B')]], { code: 'workflow-invalid', field: 'source' }],
      [
        'no text',
        [['source', file(new Uint8Array([0x41, 0xff]))]],
        { code: 'invalid-request', field: 'source' },
      ],
      ['a text that is too long', [['source', file('A'.repeat(100_001))]], { status: 400, field: 'source' }],
      ['no workflow', [['input', '{}']], { code: 'invalid-request' }],
      ['another name', [['file', file(pause)]], { code: 'invalid-request', field: 'file' }],
      [
        'what is no JSON',
        [
          ['source', pause],
          ['input', '{n: 1}'],
        ],
        { code: 'invalid-request', field: 'input' },
      ],
      [
        'a number that would lose digits',
        [
          ['source', pause],
          ['input', '{"n": 9007199254740993}'],
        ],
        { code: 'number-inexact', field: 'input.n' },
      ],
      [
        'a field twice',
        [
          ['source', pause],
          ['source', file(pause)],
        ],
        { code: 'invalid-request', field: 'source' },
      ],
      [
        'a value of another kind',
        [
          ['source', pause],
          ['catchErrors', '"yes"'],
        ],
        { code: 'invalid-request', field: 'catchErrors' },
      ],
      ['more than may be', [['source', file(new Uint8Array(2 * 1024 * 1024))]], { code: 'body-too-large' }],
    ])('is refused with %s', async (_, fields, problem) => {
      const answer = await upload(fields);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.json()).toMatchObject(problem);
    });

    test('is refused when the body is no form, as every other route refuses forms', async () => {
      const headers = { 'content-type': 'multipart/form-data; boundary=x' };
      const broken = await fetchApi('/v1/workflow-runs', { method: 'POST', headers, body: 'source=A' });
      expect([broken.status, await broken.json()]).toMatchObject([400, { code: 'body-not-form' }]);
      const elsewhere = await fetchApi('/v1/workflows', { method: 'POST', headers, body: '--x--' });
      expect(elsewhere.status).toBe(415);
    });
  });

  test('that is written in TypeScript runs without being registered', async () => {
    const typed = workflow('typed', (flow) => flow.run(wait.delay(0), flow.input));
    const { id } = await startWorkflow(allen, typed, { input: { n: 2 } });
    expect(await getWorkflowOutput(allen, id)).toEqual({ n: 2 });
  });

  test('is refused with what is wrong in the text, or in the graph', async () => {
    await expect(startWorkflow(allen, { source: 'A → → B' })).rejects.toMatchObject({
      code: 'workflow-invalid',
      errors: [{ index: 0, line: 1, column: 5, length: 1, code: 'unexpected', field: 'source' }],
    });
    const { graph } = await getWorkflowRunDefinition(allen, 'first');
    const broken = { ...graph, edges: graph.edges.slice(1) };
    await expect(startWorkflow(allen, { graph: broken })).rejects.toMatchObject({
      code: 'workflow-invalid',
      field: 'graph.nodes[1]',
    });
    const answer = await fetchApi('/v1/workflow-runs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ graph: { ...graph, colour: 'red' } }),
    });
    expect(await answer.json()).toMatchObject({ code: 'invalid-request', field: 'graph.colour' });
  });

  test('of a registered workflow has its version; the same graph is the same version', async () => {
    const source = `@flow '''Waits.''' ${pause}`.replace('@flow', '@flow waits');
    expect(await registerWorkflow(allen, { name: 'waits', source })).toMatchObject({
      name: 'waits',
      version: 0,
      doc: 'Waits.',
      source,
    });
    expect(await registerWorkflow(allen, { name: 'waits', source })).toMatchObject({ version: 0 });
    const longer = `${pause} → ${pause}`;
    expect(await registerWorkflow(allen, { name: 'waits', source: longer })).toMatchObject({ version: 1 });
    expect((await startWorkflow(allen, 'waits')).workflow).toEqual({ name: 'waits', version: 1 });
    const older = await startWorkflow(allen, { name: 'waits', version: 0 });
    expect(older.workflow).toEqual({ name: 'waits', version: 0 });
    expect((await listWorkflows(allen)).map(({ name, version }) => [name, version])).toEqual([['waits', 1]]);
    expect(await getWorkflow(allen, 'waits', { version: 0 })).toMatchObject({ source });
    expect(await codeOf(getWorkflow(bert, 'waits'))).toBe('workflow-not-found');
    expect(await codeOf(registerWorkflow(allen, { name: 'wait:mine', source }))).toBe('invalid-request');

    expect(await removeWorkflow(allen, 'waits')).toBe(true);
    expect(await removeWorkflow(allen, 'waits')).toBe(false);
    expect(await codeOf(startWorkflow(allen, 'waits'))).toBe('workflow-not-found');
    expect(await registerWorkflow(allen, { name: 'waits', source: longer })).toMatchObject({ version: 2 });
  });

  test('under a known id goes on, is a conflict, or is given back', async () => {
    await startWorkflow(allen, { source: hour }, { runId: 'twice' });
    expect(await codeOf(startWorkflow(allen, { source: hour }, { runId: 'twice' }))).toBe(
      'workflow-run-running',
    );
    await cancelWorkflow(allen, 'twice');
    expect(await codeOf(startWorkflow(allen, { source: hour }, { runId: 'twice' }))).toBe(
      'workflow-run-cancelled',
    );
    expect(await startWorkflow(allen, { source: hour }, { runId: 'first' })).toMatchObject({
      state: 'succeeded',
      output: [{ n: 1 }, { n: 1 }],
    });
    expect(await codeOf(startWorkflow(allen, { source: hour }, { runId: '../x' }))).toBe('invalid-request');
  });

  test('that fails says which step and why; its node stays active in littleflow’s vectors', async () => {
    const run = await runToEnd(failing, 'fails');
    expect(run).toMatchObject({ state: 'failed', output: null, error: { step: '2' } });
    expect(run.steps.find(({ id }) => id === '2')).toMatchObject({ state: 'failed', error: run.error });
    const { S, failures } = await getWorkflowVectors(allen, 'fails');
    expect([S[2], failures]).toEqual([1, [2]]);
    expect(await codeOf(getWorkflowOutput(allen, 'fails'))).toBe('workflow-not-succeeded');
    expect(await codeOf(terminateWorkflow(allen, 'fails'))).toBe('workflow-run-not-running');
  });

  test('is terminated and restarted, or cancelled for good', async () => {
    await startWorkflow(allen, { source: `${pause} → ${hour}` }, { runId: 'stopped' });
    await waitForStep('stopped', '2');
    expect(await codeOf(deleteWorkflowRun(allen, 'stopped'))).toBe('workflow-run-still-running');
    expect((await terminateWorkflow(allen, 'stopped')).state).toBe('terminated');
    const before = await getWorkflowStep(allen, 'stopped', '1');
    expect((await restartWorkflow(allen, 'stopped')).state).toBe('running');
    expect(await codeOf(restartWorkflow(allen, 'stopped'))).toBe('workflow-run-running');
    expect((await cancelWorkflow(allen, 'stopped')).state).toBe('cancelled');
    expect(await codeOf(restartWorkflow(allen, 'stopped'))).toBe('workflow-run-cancelled');
    expect(await getWorkflowStep(allen, 'stopped', '1')).toEqual(before);
    expect(await deleteWorkflowRun(allen, 'stopped')).toBe(true);
    expect(await deleteWorkflowRun(allen, 'stopped')).toBe(false);
    expect(await codeOf(getWorkflowRun(allen, 'stopped'))).toBe('workflow-run-not-found');
  });

  /** Waits until a step has begun. */
  async function waitForStep(runId: string, stepId: string): Promise<void> {
    const isActive = ({ steps }: WorkflowRun) =>
      steps.some(({ id, state }) => id === stepId && state === 'active');
    await new Promise<void>((resolve, reject) => {
      waitForWorkflow(allen, runId, {
        timeoutSeconds: 20,
        onChange: (run) => isActive(run) && resolve(),
      }).then(() => resolve(), reject);
    });
  }

  test('is archived, deleted and restored: what was done is not done again', async () => {
    await startWorkflow(
      allen,
      { source: `${pause} → ${hour} :x → ?\`$.no\` ${pause}` },
      { runId: 'kept', input: { n: 3 } },
    );
    await waitForStep('kept', '2');
    await terminateWorkflow(allen, 'kept');
    const before = await getWorkflowStep(allen, 'kept', '1');
    const archive = await archiveWorkflow(allen, 'kept');
    expect(archive).toMatchObject({ format: 'hookline-workflow-run', version: 1 });
    expect(await keepWorkflowArchive(allen, 'kept')).toEqual({
      uri: 'archive://kept',
      sizeBytes: expect.any(Number),
    });
    expect(await codeOf(restoreWorkflow(allen, { archive }))).toBe('workflow-run-exists');
    await deleteWorkflowRun(allen, 'kept');

    expect(await restoreWorkflow(allen, { uri: 'archive://kept' })).toMatchObject({
      id: 'kept',
      state: 'terminated',
      input: { n: 3 },
      startedBy: { kind: 'archive', id: 'kept' },
    });
    expect(await getWorkflowStep(allen, 'kept', '1')).toEqual(before);
    expect((await restartWorkflow(allen, 'kept')).state).toBe('running');
    await cancelWorkflow(allen, 'kept');

    // Anybody may restore what they have; it is theirs then.
    const restored = await restoreWorkflow(bert, { archive }, { runId: 'of-bert' });
    expect(restored).toMatchObject({ id: 'of-bert', owner: 'bert', state: 'terminated' });
    expect(await codeOf(restoreWorkflow(bert, { uri: 'archive://kept' }))).toBe('archive-not-found');
    expect(await codeOf(restoreWorkflow(bert, { archive: { ...archive, version: 2 } }))).toBe(
      'archive-version-unknown',
    );
    expect(await codeOf(restoreWorkflow(bert, { uri: 's3://bucket/key' }))).toBe('invalid-request');
  });

  test('is listed, the newest first, a page at a time', async () => {
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await listWorkflowRuns(allen, { size: 3, next });
      expect(page.runs.length).toBeLessThanOrEqual(3);
      seen.push(...page.runs.map(({ id }) => id));
      next = page.next ?? undefined;
    } while (next !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.at(-1)).toBe('first');

    const answer = await fetchApi('/v1/workflow-runs?size=1&status=failed,cancelled');
    const link = answer.headers.get('link')!;
    expect(link).toMatch(/^<\/v1\/workflow-runs\?size=1&status=failed%2Ccancelled&next=[^>]+>; rel="next"$/);
    const { runs } = (await (await fetchApi(link.slice(1, link.indexOf('>')))).json()) as {
      runs: WorkflowRun[];
    };
    expect(runs.every(({ state }) => state === 'failed' || state === 'cancelled')).toBe(true);
    expect((await listWorkflowRuns(allen, { workflow: 'waits' })).runs).toHaveLength(2);
    expect((await listWorkflowRuns(allen, { status: 'failed' })).runs.map(({ id }) => id)).toEqual(['fails']);
    expect((await fetchApi('/v1/workflow-runs?status=FAILED')).status).toBe(400);
  });

  test('is its owner’s: others do not see it, admins act for them', async () => {
    expect(await codeOf(getWorkflowRun(bert, 'first'))).toBe('workflow-run-not-found');
    expect(await codeOf(getWorkflowRun(bert, 'first', { owner: 'allen' }))).toBe('forbidden');
    expect(await codeOf(cancelWorkflow(bert, 'first', { owner: 'allen' }))).toBe('forbidden');
    expect((await listWorkflowRuns(bert)).runs.map(({ id }) => id)).toEqual(['of-bert']);
    const admin = asAdmin(host);
    const viewer = await newPerson(host, 'vera', 'viewer');
    expect(await getWorkflowRun(viewer, 'first', { owner: 'allen' })).toMatchObject({ owner: 'allen' });
    expect(await codeOf(cancelWorkflow(viewer, 'first', { owner: 'allen' }))).toBe('forbidden');
    expect(await codeOf(startWorkflow(viewer, { source: pause }))).toBe('forbidden');
    expect(await codeOf(getWorkflowRun(admin, 'first', { owner: 'nobody' }))).toBe('user-not-found');
    await startWorkflow(allen, { source: hour }, { runId: 'to-end' });
    expect(await cancelWorkflow(admin, 'to-end', { owner: 'allen' })).toMatchObject({ state: 'cancelled' });
    expect(await deleteWorkflowRun(admin, 'to-end', { owner: 'allen' })).toBe(true);
  });

  test('waits for its turn when as many go on as may, and is refused when too many wait', async () => {
    const admin = asAdmin(host);
    expect(await getWorkflowLimits(allen)).toEqual({ maxRunning: null, maxPending: null });
    expect(await codeOf(setWorkflowLimits(allen, { maxRunning: 1 }))).toBe('forbidden');
    expect(await codeOf(setWorkflowLimits(admin, { maxRunning: 0 }))).toBe('invalid-request');
    expect(await setWorkflowLimits(admin, { maxRunning: 1 })).toEqual({ maxRunning: 1, maxPending: null });
    expect(await setWorkflowLimits(admin, { maxPending: 1 })).toEqual({ maxRunning: 1, maxPending: 1 });
    await startWorkflow(allen, { source: hour }, { runId: 'goes-on' });
    expect((await startWorkflow(allen, { source: pause }, { runId: 'its-turn' })).state).toBe('pending');
    const impatient = { ...allen, endpoint: allen.endpoint, apiKey: allen.apiKey, retrySeconds: 0 };
    expect(await codeOf(startWorkflow(impatient, { source: pause }))).toBe('workflow-queue-full');
    await cancelWorkflow(allen, 'goes-on');
    expect((await waitForWorkflow(allen, 'its-turn')).state).toBe('succeeded');
    expect(await setWorkflowLimits(admin, { maxRunning: -1, maxPending: null })).toEqual({
      maxRunning: null,
      maxPending: null,
    });
  });

  test('is run and looked at by commands', async () => {
    const path = join(folder, 'greet.flow');
    writeFileSync(path, `@flow greet @task pause = ${pause} pause → pause`);
    const ran = await hookline('run', path, '--run-id', 'by-hand', '--input', '{"n": 4}', '--wait');
    expect(ran.err).toMatch(
      /^by-hand is running\.\n.* pause \(1\) begins\n(?:.*\n)*.* pause_1 \(2\) succeeded after /,
    );
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.out).toMatch(/^Workflow {2}greet \(not registered\)\nState {5}succeeded at /m);
    expect(ran.out).toContain('Output\n  {\n    "n": 4\n  }\n');

    expect(await hookline('register', path)).toEqual({
      code: 0,
      out: 'greet is registered, version 0.\n',
      err: '',
    });
    expect((await hookline('list', '--registered')).out).toMatch(/^WORKFLOW .*\ngreet +0 /);
    const named = await hookline('run', 'greet', '--wait', '--json');
    expect(JSON.parse(named.out)).toMatchObject({
      state: 'succeeded',
      workflow: { name: 'greet', version: 0 },
    });
    expect(named.err).toBe('');
    expect((await hookline('list', '--workflow', 'greet')).out).toMatch(/greet \(version 0\) +succeeded/);
    expect((await hookline('show', 'by-hand')).out).toMatch(
      /STEP +NAME +STATE(?:.*\n)*.* 1 +pause +succeeded/,
    );
    expect((await hookline('show', 'by-hand', '--step', 'pause_1')).out).toContain('Name      pause_1\n');
    const inspected = await hookline('inspect', 'by-hand', '--all');
    expect(inspected.out).toMatch(/^State {5}succeeded\nNODE +NAME +S +A +T/);
    expect(inspected.out).toContain('\nF\n  0 1 0 0\n  0 0 1 0\n  0 0 0 1\n  0 0 0 0\n');

    const failed = await hookline('run', join(folder, 'failing.flow'), '--wait');
    expect(failed.code).toBe(2);
    writeFileSync(join(folder, 'failing.flow'), failing);
    expect(
      await hookline('run', join(folder, 'failing.flow'), '--run-id', 'by-hand-2', '--wait'),
    ).toMatchObject({
      code: 1,
    });
    writeFileSync(join(folder, 'bad.flow'), 'A → → B');
    const refused = await hookline('run', join(folder, 'bad.flow'));
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`bad.flow:1:5: Found "→"`);
    expect(await hookline('run', 'no-such-name')).toMatchObject({ code: 4 });
  });

  test('is ended, archived and restored by commands', async () => {
    const path = join(folder, 'long.flow');
    writeFileSync(path, `${pause} → ${hour}`);
    expect(await hookline('run', path, '--run-id', 'long')).toEqual({
      code: 0,
      out: 'long is running.\n',
      err: '',
    });
    await waitForStep('long', '2');
    expect(await hookline('terminate', 'long')).toMatchObject({ code: 0, out: 'long is terminated.\n' });
    const file = join(folder, 'long.json');
    expect(await hookline('archive', 'long', '-o', file)).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ run: { id: 'long' } });
    expect((await hookline('archive', 'long', '--uri', 'archive://by-command')).out).toBe(
      'long is kept as archive://by-command.\n',
    );
    expect(await hookline('delete', 'long')).toMatchObject({ code: 0, out: 'long is deleted.\n' });
    expect(await hookline('delete', 'long')).toMatchObject({ code: 4 });
    expect(await hookline('restore', file)).toMatchObject({ code: 0, out: 'long is terminated.\n' });
    expect(await hookline('restore', 'archive://by-command', '--run-id', 'long-2')).toMatchObject({
      code: 0,
    });
    expect(await hookline('restart', 'long')).toMatchObject({ code: 0, out: 'long is running.\n' });
    expect(await hookline('cancel', 'long')).toMatchObject({ code: 0, out: 'long is cancelled.\n' });
    expect(await hookline('restart', 'long')).toMatchObject({ code: 1 });
    expect(await hookline('limits')).toMatchObject({
      code: 0,
      out: 'Any number of runs at once, any number may wait.\n',
    });
  });

  test('has tasks that a person ends, by their names', async () => {
    const path = join(folder, 'by-people.flow');
    writeFileSync(path, 'approve → * sign → file');
    await hookline('run', path, '--run-id', 'papers', '--input', '[1, 2]');
    await waitForStep('papers', '1');
    expect(await hookline('end', 'papers', 'approve', '--output', '["a", "b"]')).toEqual({
      code: 0,
      out: 'approve of papers is done.\n',
      err: '',
    });
    await waitForStep('papers', '2[1].4');
    // Which of the rounds is meant has to be said.
    expect(await codeOf(getWorkflowStep(allen, 'papers', 'sign'))).toBe('workflow-step-ambiguous');
    expect((await getWorkflowStep(allen, 'papers', '2[1].sign')).id).toBe('2[1].4');
    for (const round of [0, 1]) {
      expect(
        await hookline('end', 'papers', `2[${round}].sign`, '--output', `{"by": ${round}}`),
      ).toMatchObject({
        code: 0,
      });
    }
    await waitForStep('papers', '6');
    expect(await hookline('end', 'papers', 'file', '--fail', 'the drawer is full')).toMatchObject({
      code: 0,
    });
    const run = await waitForWorkflow(allen, 'papers');
    expect(run).toMatchObject({
      state: 'failed',
      error: { name: 'TaskFailed', message: 'the drawer is full', step: '6' },
    });

    // A restart begins what failed, and nothing else.
    await restartWorkflow(allen, 'papers');
    await waitForStep('papers', '6');
    expect(await hookline('end', 'papers', 'file', '--output', '{"filed": true}')).toMatchObject({ code: 0 });
    expect(await waitForWorkflow(allen, 'papers')).toMatchObject({
      state: 'succeeded',
      output: { filed: true },
    });
    expect(await getWorkflowOutput(allen, 'papers', { task: '2' })).toEqual([{ by: 0 }, { by: 1 }]);
  });
});
