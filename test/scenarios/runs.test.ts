import {
  addHook,
  type Connection,
  cancelFiring,
  cancelRun,
  fire,
  getFiring,
  getRun,
  listFirings,
  listMails,
  listRuns,
  register,
  tailRun,
  waitForFiring,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const quiet = { notifyOnSuccess: null, notifyOnFailure: null };

describe('Runs and firings, looked at', () => {
  let host: Host;
  let admin: Connection;
  let allen: Connection;
  let beth: Connection;
  let pipeline: Connection;
  /** Of the hook, oldest first: untagged, tagged and failing, tagged. */
  const ids: string[] = [];

  beforeAll(async () => {
    host = await openHost();
    admin = asAdmin(host);
    allen = await newPerson(host, 'allen');
    beth = await newPerson(host, 'beth');
    pipeline = await newPerson(host, 'pipeline', 'ingest');
    await addHook(admin, { name: 'lab.done' });
    await register(allen, { name: 'report', hook: 'lab.done', ...quiet }, (input: { n: number }) => {
      console.log(`report ${input.n}`);
      if (input.n === 2) throw new RangeError('two is too many');
      return input.n;
    });
    await register(beth, { name: 'check', hook: 'lab.done', tags: ['strict'], ...quiet }, () => 'checked');
    for (const [n, tags] of [
      [1, []],
      [2, ['strict']],
      [3, ['strict', 'late']],
    ] as const) {
      const { id } = await fire(pipeline, 'lab.done', { n }, { tags });
      await waitForFiring(admin, id, { timeoutSeconds: 20 });
      ids.push(id);
    }
  });
  afterAll(() => host?.stop());

  const runsOf = async (who: Connection, options: Parameters<typeof listRuns>[1] = {}) =>
    (await listRuns(who, options)).runs.map((run) => [run.handlerName, ids.indexOf(run.firingId), run.state]);

  test('runs are listed newest first, of the own handlers; an admin sees all', async () => {
    // On AWS the log hears of firings and outcomes by the table's stream, a moment later.
    const ended = async () => [
      (await listRuns(admin, { hook: 'lab.done', state: 'succeeded' })).runs.length,
      (await listRuns(admin, { state: 'failed' })).runs.length,
    ];
    await expect.poll(ended, { timeout: 30_000 }).toEqual([4, 1]);
    expect(await runsOf(allen)).toEqual([
      ['report', 2, 'succeeded'],
      ['report', 1, 'failed'],
      ['report', 0, 'succeeded'],
    ]);
    expect(await runsOf(beth)).toEqual([
      ['check', 2, 'succeeded'],
      ['check', 1, 'succeeded'],
    ]);
    expect(await runsOf(admin)).toHaveLength(5);
  });

  test('runs are found by hook, handler, tag, outcome and time', async () => {
    expect(await runsOf(admin, { hook: 'lab.other' })).toEqual([]);
    expect(await runsOf(admin, { handler: 'check', tag: 'late' })).toEqual([['check', 2, 'succeeded']]);
    expect(await runsOf(admin, { state: 'failed' })).toEqual([['report', 1, 'failed']]);
    expect(await runsOf(allen, { state: 'running' })).toEqual([]);
    const { acceptedAt } = await getFiring(admin, ids[1]!);
    expect(await runsOf(allen, { since: new Date(acceptedAt), hook: 'lab.done' })).toHaveLength(2);
    expect(await runsOf(allen, { until: new Date(Date.parse(acceptedAt) - 1) })).toEqual([
      ['report', 0, 'succeeded'],
    ]);
  });

  test('pages follow one another without gaps or repeats', async () => {
    const seen: string[] = [];
    for (let cursor: number | null | undefined; cursor !== null; ) {
      const page = await listRuns(admin, { limit: 2, cursor });
      seen.push(...page.runs.map(({ id }) => id));
      cursor = page.cursor;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  test('a run tells its error, its attempts and what it printed; another developer sees nothing of it', async () => {
    const [failed] = (await listRuns(allen, { state: 'failed' })).runs;
    expect(failed).toMatchObject({
      hook: 'lab.done',
      tags: ['strict'],
      error: { name: 'RangeError', message: 'two is too many' },
    });
    expect(await getRun(allen, failed!.id)).toMatchObject({
      state: 'failed',
      output: 'report 2\n',
      attempts: [{ number: 1, error: { name: 'RangeError' } }],
    });
    await expect(getRun(beth, failed!.id)).rejects.toMatchObject({ code: 'run-not-found' });
  });

  test('firings are listed for who fired them and for who has runs in them, once each', async () => {
    const listed = async (who: Connection, options = {}) =>
      (await listFirings(who, options)).firings.map(({ id }) => ids.indexOf(id));
    expect(await listed(admin)).toEqual([2, 1, 0]);
    expect(await listed(allen)).toEqual([2, 1, 0]);
    expect(await listed(beth)).toEqual([2, 1]);
    expect(await listed(admin, { tag: 'late' })).toEqual([2]);
    expect(await listed(admin, { state: 'running' })).toEqual([]);
    const [newest] = (await listFirings(beth)).firings;
    expect(newest).toMatchObject({ firedBy: 'pipeline', counts: { succeeded: 1, failed: 0 } });
  });

  test('the output of a run that has ended is still told', async () => {
    const [run] = (await listRuns(allen)).runs;
    let printed = '';
    for await (const { text } of tailRun(allen, run!.id)) printed += text;
    expect(printed).toBe('report 3\n');
  });
});

describe('Runs that go on', () => {
  let host: Host;
  let allen: Connection;
  let beth: Connection;

  const started = async (hook: string) => {
    const { id } = await fire(allen, hook, {});
    const state = async () => (await getFiring(allen, id)).runs[0]?.state;
    await expect.poll(state, { timeout: 20_000 }).toBe('running');
    return { id, runId: (await getFiring(allen, id)).runs[0]!.id };
  };
  const ended = (id: string) => waitForFiring(allen, id, { timeoutSeconds: 30 });

  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
    beth = await newPerson(host, 'beth');
    const admin = asAdmin(host);
    for (const name of ['lab.patient', 'lab.stubborn', 'lab.later']) await addHook(admin, { name });
    const mailed = { notifyOnSuccess: 'success@example.com', notifyOnFailure: 'failure@example.com' };
    await register(allen, { name: 'patient', hook: 'lab.patient', ...mailed }, (_input, { signal }) => {
      console.log('waiting for the signal');
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          console.log('told');
          resolve('gave up in time');
        });
      });
    });
    await register(allen, { name: 'stubborn', hook: 'lab.stubborn', ...quiet }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    });
    const retry = { maxAttempts: 3, backoffFactorSeconds: 3600, maxBackoffSeconds: 3600, jitter: false };
    await register(allen, { name: 'later', hook: 'lab.later', ...quiet, retry }, (_input, { run }) => {
      throw new Error(`attempt ${run.attempt}`);
    });
  });
  afterAll(() => host?.stop());

  test('what a run prints is there while it goes on; cancelled, its code hears of it first', async () => {
    const { id, runId } = await started('lab.patient');
    const tail = tailRun(allen, runId);
    expect((await tail.next()).value).toMatchObject({
      attempt: 1,
      item: null,
      text: 'waiting for the signal\n',
    });
    await cancelRun(allen, runId);
    let printed = '';
    let state: unknown;
    for (let next = await tail.next(); ; next = await tail.next()) {
      if (next.done === true) {
        state = next.value;
        break;
      }
      printed += next.value.text;
    }
    expect(state).toBe('cancelled');
    expect(printed).toContain('told');
    expect(await ended(id)).toMatchObject({ counts: { cancelled: 1 } });
    expect(await getRun(allen, runId)).toMatchObject({
      state: 'cancelled',
      cancelRequested: { by: 'allen' },
      error: { name: 'RunCancelled' },
    });
    expect(await listMails(allen)).toEqual([]);
  });

  test('code that does not listen is killed seconds later', async () => {
    const { id, runId } = await started('lab.stubborn');
    expect(await cancelFiring(allen, id)).toEqual({ cancelled: 0, requested: 1, final: 0 });
    expect(await ended(id)).toMatchObject({ counts: { cancelled: 1 } });
    expect((await getRun(allen, runId)).state).toBe('cancelled');
  });

  test('a run that waits for its next attempt is cancelled at once', async () => {
    const { id } = await fire(allen, 'lab.later', {});
    const runs = async () => (await getFiring(allen, id)).runs;
    // The first wait has no length; the second is an hour.
    await expect.poll(async () => (await runs())[0]?.attempts.length, { timeout: 20_000 }).toBe(2);
    await expect.poll(async () => (await runs())[0]?.state, { timeout: 20_000 }).toBe('waiting');
    const [run] = await runs();
    expect(await cancelRun(allen, run!.id)).toMatchObject({ state: 'cancelled' });
    expect(await ended(id)).toMatchObject({ state: 'finished', counts: { cancelled: 1 } });
    expect(await cancelRun(allen, run!.id)).toMatchObject({ state: 'cancelled' });
  });

  test('nobody cancels what is another’s', async () => {
    const { id, runId } = await started('lab.patient');
    await expect(cancelRun(beth, runId)).rejects.toMatchObject({ code: 'run-not-found' });
    await expect(cancelFiring(beth, id)).rejects.toMatchObject({ code: 'firing-not-found' });
    expect((await getRun(allen, runId)).state).toBe('running');
    await cancelRun(allen, runId);
    await ended(id);
  });
});
