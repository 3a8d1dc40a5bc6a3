import {
  addHook,
  type Connection,
  fire,
  getFiring,
  type RegisterOptions,
  register,
  waitForFiring,
} from '@hookline/sdk';
import { type EmbeddedHost, embeddedHost } from '../scenarios/hosts/embedded-host.ts';
import { asAdmin, newPerson } from '../scenarios/hosts/people.ts';
import { httpClient } from './http-client.ts';
import { inFlight } from './in-flight.ts';
import { percentile, round } from './percentile.ts';

const FIRINGS = 1500;
const BACKLOG = 10_000;
const OTHERS = 50;
const RATE = { count: 50, perSeconds: 1 };
const RATED = 250;

/**
 * What holds runs back, on the embedded platform as users run it: what a limit costs where a worker is free and where every run
 * waits for one; how exactly a rate is kept; how long one run of a tenant takes, from the request to its end, while another
 * tenant has 10,000 queued.
 */
export async function measureLimits(): Promise<{
  withoutLimitsPerSecond: number;
  workersFreePerSecond: number;
  queuedForOneWorkerPerSecond: number;
  mostAtOnceWithTwoWorkers: number;
  mostWithinTheRatesPeriod: number;
  rateAllows: number;
  othersRunP50Ms: number;
  othersRunP99Ms: number;
  backlogLeft: number;
}> {
  const host = await embeddedHost();
  try {
    const busy = await newPerson(host, 'busy');
    const other = await newPerson(host, 'other');
    const client = httpClient(host.url, busy.apiKey);
    const now = () => String(process.hrtime.bigint());
    const perSecond = async (name: string, options: Partial<RegisterOptions>) => {
      const hook = await addHandler(host, busy, name, options, now);
      await inFlight(32, 300, () => client.fireAndWait(hook));
      const startedAt = performance.now();
      await inFlight(32, FIRINGS, () => client.fireAndWait(hook));
      return Math.round((FIRINGS / (performance.now() - startedAt)) * 1000);
    };
    const withoutLimitsPerSecond = await perSecond('none', {});
    const workersFreePerSecond = await perSecond('free', { executor: { maxWorkers: 100 } });
    const queuedForOneWorkerPerSecond = await perSecond('one', { executor: { maxWorkers: 1 } });
    client.close();

    const spans = await spansOf(host, busy);
    const begins = await beginsAtRate(host, busy);
    const waits = await othersWaits(host, busy, other);
    return {
      withoutLimitsPerSecond,
      workersFreePerSecond,
      queuedForOneWorkerPerSecond,
      mostAtOnceWithTwoWorkers: mostAtOnce(spans),
      mostWithinTheRatesPeriod: mostWithin(begins, RATE.perSeconds * 1000),
      rateAllows: RATE.count,
      ...waits,
    };
  } finally {
    await host.stop();
  }
}

async function addHandler(
  host: EmbeddedHost,
  developer: Connection,
  name: string,
  options: Partial<RegisterOptions>,
  handler: (input: Record<string, unknown>) => unknown,
): Promise<string> {
  const { name: hook } = await addHook(asAdmin(host), { name: `bench.${name}` });
  await register(
    developer,
    { name, hook, notifyOnSuccess: null, notifyOnFailure: null, ...options },
    handler,
  );
  return hook;
}

/** Fires so often, and gives what the runs returned. */
async function resultsOf<T>(developer: Connection, hook: string, firings: number): Promise<T[]> {
  const ids: string[] = [];
  await inFlight(16, firings, async () => void ids.push((await fire(developer, hook, {})).id));
  const results: T[] = [];
  for (const id of ids) {
    const { runs } = await waitForFiring(developer, id, { timeoutSeconds: 120 });
    results.push(JSON.parse(runs[0]!.result!) as T);
  }
  return results;
}

async function spansOf(host: EmbeddedHost, developer: Connection): Promise<{ from: number; to: number }[]> {
  const hook = await addHandler(host, developer, 'two', { executor: { maxWorkers: 2 } }, async () => {
    const from = performance.timeOrigin + performance.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { from, to: performance.timeOrigin + performance.now() };
  });
  return await resultsOf(developer, hook, 500);
}

function mostAtOnce(spans: readonly { from: number; to: number }[]): number {
  return Math.max(
    ...spans.map(({ from }) => spans.filter((other) => other.from <= from && from < other.to).length),
  );
}

async function beginsAtRate(host: EmbeddedHost, developer: Connection): Promise<number[]> {
  const begin = () => performance.timeOrigin + performance.now();
  const hook = await addHandler(host, developer, 'rate', { rateLimit: RATE }, begin);
  return await resultsOf(developer, hook, RATED);
}

function mostWithin(begins: readonly number[], periodMs: number): number {
  return Math.max(...begins.map((from) => begins.filter((at) => at >= from && at < from + periodMs).length));
}

async function othersWaits(
  host: EmbeddedHost,
  busy: Connection,
  other: Connection,
): Promise<{ othersRunP50Ms: number; othersRunP99Ms: number; backlogLeft: number }> {
  const nap = () => new Promise((resolve) => setTimeout(resolve, 50));
  const backlog = await addHandler(host, busy, 'backlog', {}, nap);
  const hook = await addHandler(host, other, 'others', {}, () => String(process.hrtime.bigint()));
  const ids: string[] = [];
  await inFlight(64, BACKLOG, async () => void ids.push((await fire(busy, backlog, {})).id));
  const client = httpClient(host.url, other.apiKey);
  const tookMs: number[] = [];
  for (let n = 0; n < OTHERS; n++) tookMs.push((await client.fireAndWait(hook)).joinedMs);
  client.close();
  let left = 0;
  for (const id of ids) if ((await getFiring(busy, id)).state === 'running') left++;
  return {
    othersRunP50Ms: round(percentile(tookMs, 50)),
    othersRunP99Ms: round(percentile(tookMs, 99)),
    backlogLeft: left,
  };
}
