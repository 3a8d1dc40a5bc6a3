import { setTimeout as pause } from 'node:timers/promises';
import { addHook, type Connection, listen, register, registerWorkflow } from '@hookline/sdk';
import { type EmbeddedHost, embeddedHost } from '../scenarios/hosts/embedded-host.ts';
import { asAdmin, newPerson } from '../scenarios/hosts/people.ts';
import { httpClient } from './http-client.ts';
import { inFlight } from './in-flight.ts';
import { measureFsync } from './measure-fsync.ts';
import { percentile, round } from './percentile.ts';
import { cpuMs, residentMiB } from './process-use.ts';

const WAITING = 10_000;
const IDLE_MS = 5000;
const WOKEN = 1000;
/** Between one event and the next. */
const PACE_MS = 20;
const IN_FLIGHT = 32;
/** Runs of a chain of handlers, and the steps of each. */
const CHAINS = 100;
const LENGTH = 20;

type Client = ReturnType<typeof httpClient>;

/**
 * Workflows on the embedded platform, a process of its own, all by HTTP on loopback. 10,000 runs wait for events of one key, each for the one
 * with its number: what they cost while they wait, how soon they have ended after an event was acknowledged, and both after the process
 * was killed. Then handlers' steps a second, 32 runs in flight, beside firings of the same handler a second.
 */
export async function measureWorkflows(): Promise<object> {
  const host = await embeddedHost();
  try {
    const developer = await newPerson(host, 'bench');
    const client = httpClient(host.url, developer.apiKey);
    const figures = {
      fsyncPerSecond: measureFsync(host.dataDir),
      waiting: await measureWaitingRuns(host, developer, client),
      steps: await measureSteps(host, developer, client),
    };
    client.close();
    return figures;
  } finally {
    await host.stop();
  }
}

async function measureWaitingRuns(
  host: EmbeddedHost,
  developer: Connection,
  client: Client,
): Promise<object> {
  const source = 'wait:event({"event": "paid", "match": "input"})';
  await registerWorkflow(developer, { name: 'orders', source });
  const residentBeforeMiB = residentMiB(host.pid);

  const begun = await hear(developer, 'task.started');
  const cpuBefore = cpuMs(host.pid);
  const startedAt = performance.now();
  let started = 0;
  await inFlight(IN_FLIGHT, WAITING, () => {
    const order = started++;
    const body = JSON.stringify({ workflow: 'orders', runId: runOf(order), input: { order } });
    return client.post('/v1/workflow-runs', body, 'at once');
  });
  const startsPerSecond = Math.round((WAITING * 1000) / (performance.now() - startedAt));
  for (let order = 0; order < WAITING; order++) await begun.at(runOf(order));
  const startCpuUs = Math.round(((cpuMs(host.pid) - cpuBefore) * 1000) / WAITING);
  await begun.stop();

  const idleFrom = cpuMs(host.pid);
  await pause(IDLE_MS);
  const idle = { idleCpuMsIn5s: cpuMs(host.pid) - idleFrom, residentMiB: residentMiB(host.pid) };
  const woken = await wake(host, developer, client, 0);

  await host.kill();
  const killedAt = performance.now();
  await host.start();
  const readyMs = round(performance.now() - killedAt);
  const wokenAtOnce = await wake(host, developer, client, WOKEN);
  return {
    runs: WAITING,
    startsPerSecond,
    startCpuUs,
    residentBeforeMiB,
    ...idle,
    ...woken,
    restart: { readyMs, ...wokenAtOnce, residentMiB: residentMiB(host.pid) },
  };
}

/** Sends an event for each of the runs from that number on, at a steady pace, and waits until each has ended. */
async function wake(host: EmbeddedHost, developer: Connection, client: Client, from: number) {
  const ended = await hear(developer, 'workflow.succeeded');
  const cpuBefore = cpuMs(host.pid);
  const tookMs: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < WOKEN; n++) {
    await pause(Math.max(0, startedAt + n * PACE_MS - performance.now()));
    const order = from + n;
    const body = JSON.stringify({ key: 'paid', value: { order, output: { paid: true } } });
    const acknowledged = client.post('/v1/events', body).then(() => performance.now());
    tookMs.push(
      Promise.all([acknowledged, ended.at(runOf(order))]).then(([sentAt, endedAt]) =>
        Math.max(0, endedAt - sentAt),
      ),
    );
  }
  const measured = await Promise.all(tookMs);
  await ended.stop();
  return {
    wokenPerSecond: Math.round((WOKEN * 1000) / (performance.now() - startedAt)),
    firstWokenMs: round(measured[0]!),
    wokenP50Ms: percentile(measured, 50),
    wokenP99Ms: percentile(measured, 99),
    wokenCpuUs: Math.round(((cpuMs(host.pid) - cpuBefore) * 1000) / WOKEN),
  };
}

async function measureSteps(host: EmbeddedHost, developer: Connection, client: Client): Promise<object> {
  const { name: hook } = await addHook(asAdmin(host), { name: 'bench.steps' });
  const options = { name: 'echo', hook, notifyOnSuccess: null, notifyOnFailure: null };
  await register(developer, options, () => String(process.hrtime.bigint()));
  const handlers = Array.from({ length: LENGTH }, () => 'echo').join(' → ');
  // None of them begins: what is measured is what a step costs by itself.
  const skipped = Array.from({ length: LENGTH }, () => '?`$.never` echo').join(' → ');
  const perSecond = async (times: number, work: () => Promise<unknown>) => {
    await inFlight(IN_FLIGHT, Math.ceil(times / 10), work);
    const cpuBefore = cpuMs(host.pid);
    const startedAt = performance.now();
    await inFlight(IN_FLIGHT, times, work);
    const seconds = (performance.now() - startedAt) / 1000;
    return { rate: times / seconds, cpuUs: ((cpuMs(host.pid) - cpuBefore) * 1000) / times };
  };
  const run = (source: string) => async () => {
    const answer = JSON.parse(await client.post('/v1/workflow-runs', JSON.stringify({ source }))) as {
      state: string;
    };
    if (answer.state !== 'succeeded') throw new Error(`A run is ${answer.state}.`);
  };
  const firings = await perSecond(CHAINS * LENGTH, () => client.fireAndWait(hook));
  const steps = await perSecond(CHAINS, run(handlers));
  const bare = await perSecond(CHAINS, run(skipped));
  return {
    firingsPerSecond: Math.round(firings.rate),
    handlerStepsPerSecond: Math.round(steps.rate * LENGTH),
    handlerStepsPerFiring: round((steps.rate * LENGTH) / firings.rate),
    stepsPerSecond: Math.round(bare.rate * LENGTH),
    firingCpuUs: Math.round(firings.cpuUs),
    handlerStepCpuUs: Math.round(steps.cpuUs / LENGTH),
    stepCpuUs: Math.round(bare.cpuUs / LENGTH),
  };
}

function runOf(order: number): string {
  return `order-${order}`;
}

/** Hears what the log tells of runs of `orders`, and when. */
async function hear(developer: Connection, eventType: string) {
  const heard = new Map<string, PromiseWithResolvers<number>>();
  const of = (runId: string): PromiseWithResolvers<number> => {
    const known = heard.get(runId) ?? Promise.withResolvers<number>();
    heard.set(runId, known);
    return known;
  };
  const listener = listen(developer, { key: 'orders', eventType }, { from: 'latest' }, (events) => {
    for (const { context } of events) of(context!).resolve(performance.now());
  });
  await listener.ready;
  return { at: (runId: string) => of(runId).promise, stop: () => listener.stop() };
}
