import { addHook, type Connection, register } from '@hookline/sdk';
import { type EmbeddedHost, embeddedHost } from '../scenarios/hosts/embedded-host.ts';
import { asAdmin, newPerson } from '../scenarios/hosts/people.ts';
import { httpClient } from './http-client.ts';
import { inFlight } from './in-flight.ts';
import { measureFsync } from './measure-fsync.ts';
import { percentile, round } from './percentile.ts';
import { watchMemory } from './watch-memory.ts';

const WARM_UP = 300;
const FIRINGS_AT_1 = 1500;
const FIRINGS_AT_32 = 20_000;
const FAN_OUTS = 300;

/**
 * The embedded platform as users run it: a process of its own, HTTP on loopback, SQLite with fsync, handlers in isolated
 * processes. A firing is in flight from the request until the client knows that it is finished. Fire to start is from the
 * moment the client sends to the first line of the handler, on one monotonic clock.
 */
export async function measureEmbedded(): Promise<{
  firingsPerSecond32: number;
  startP50Ms1: number;
  startP99Ms1: number;
  startP50Ms32: number;
  startP99Ms32: number;
  fanout10JoinP50Ms: number;
  peakMiB: number;
  fsyncPerSecond: number;
  fsyncsPerFiringAtTheFloor: number;
}> {
  const host = await embeddedHost();
  try {
    const fsyncPerSecond = measureFsync(host.dataDir);
    const memory = watchMemory(host.pid);
    const developer = await newPerson(host, 'bench');
    const single = await addHandlers(host, developer, 'bench.single', 1);
    const fanOut = await addHandlers(host, developer, 'bench.fan-out', 10);
    const client = httpClient(host.url, developer.apiKey);

    await inFlight(32, WARM_UP, () => client.fireAndWait(single));
    const at1 = await startLatencies(client, single, 1, FIRINGS_AT_1);
    const at32 = await startLatencies(client, single, 32, FIRINGS_AT_32);
    const joins: number[] = [];
    for (let n = 0; n < FAN_OUTS; n++) joins.push((await client.fireAndWait(fanOut)).joinedMs);
    client.close();
    return {
      firingsPerSecond32: Math.round(at32.perSecond),
      startP50Ms1: percentile(at1.startMs, 50),
      startP99Ms1: percentile(at1.startMs, 99),
      startP50Ms32: percentile(at32.startMs, 50),
      startP99Ms32: percentile(at32.startMs, 99),
      fanout10JoinP50Ms: percentile(joins, 50),
      peakMiB: memory.stop(),
      fsyncPerSecond,
      fsyncsPerFiringAtTheFloor: round(fsyncPerSecond / at32.perSecond),
    };
  } finally {
    await host.stop();
  }
}

/** Registers handlers that return the moment of their first line, in nanoseconds of the machine's monotonic clock. */
async function addHandlers(
  host: EmbeddedHost,
  developer: Connection,
  hook: string,
  count: number,
): Promise<string> {
  await addHook(asAdmin(host), { name: hook });
  for (let n = 0; n < count; n++) {
    const options = { name: `h${n}`, hook, notifyOnSuccess: null, notifyOnFailure: null };
    await register(developer, options, () => String(process.hrtime.bigint()));
  }
  return hook;
}

async function startLatencies(
  client: ReturnType<typeof httpClient>,
  hook: string,
  concurrency: number,
  firings: number,
): Promise<{ perSecond: number; startMs: number[] }> {
  const startMs: number[] = [];
  const startedAt = performance.now();
  await inFlight(concurrency, firings, async () => {
    startMs.push((await client.fireAndWait(hook)).startMs);
  });
  return { perSecond: (firings / (performance.now() - startedAt)) * 1000, startMs };
}
