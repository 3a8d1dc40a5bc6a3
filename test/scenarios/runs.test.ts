import {
  addHook,
  type Connection,
  fire,
  getFiring,
  getRun,
  listFirings,
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
