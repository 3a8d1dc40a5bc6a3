import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { openDatabase } from '../../adapters/embedded/sqlite/database.ts';
import { sqliteEventLog } from '../../adapters/embedded/sqlite/event-log.ts';
import { createSchema } from '../../adapters/embedded/sqlite/schema.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { EventLog, EventSelection } from '../../core/ports/event-log.ts';
import { draft, only, select } from '../conformance/event-drafts.ts';
import { type EmbeddedHost, embeddedHost } from '../scenarios/hosts/embedded-host.ts';
import { newPerson } from '../scenarios/hosts/people.ts';
import { httpClient } from './http-client.ts';
import { inFlight } from './in-flight.ts';
import { measureFsync } from './measure-fsync.ts';
import { percentile, round } from './percentile.ts';

const SINGLE_SENDS = { at1: 2000, at32: 20_000 };
const BATCH = 100;
const BATCHES = { at1: 200, at32: 1000 };
const WAKE_UPS = { at1: 1000, at100: 300 };
const READS = 300;
/** What each read returns. */
const FOUND = 100;

/**
 * The event log of the embedded platform: sending by HTTP with fsync, waking those who listen by WebSocket (from the moment
 * before the sending to that of the message), and reading a page of 100 in logs of 1,000 and of 1,000,000 events.
 */
export async function measureEvents(): Promise<object> {
  const host = await embeddedHost();
  try {
    const { apiKey } = await newPerson(host, 'bench');
    return {
      fsyncPerSecond: measureFsync(host.dataDir),
      eventsPerSecond: await measureSending(host, apiKey),
      wakeUpMs: await measureWakeUps(host, apiKey),
      readUs: await measureReading(),
    };
  } finally {
    await host.stop();
  }
}

async function measureSending(host: EmbeddedHost, apiKey: string): Promise<Record<string, number>> {
  const client = httpClient(host.url, apiKey);
  const event = { key: 'bench.send', value: { n: 1, of: 'a usual size' } };
  const single = JSON.stringify(event);
  const batch = JSON.stringify({ events: Array.from({ length: BATCH }, () => event) });
  const perSecond = async (senders: number, times: number, size: number): Promise<number> => {
    const startedAt = performance.now();
    await inFlight(senders, times, () =>
      size === 1 ? client.post('/v1/events', single) : client.post('/v1/events/batch', batch),
    );
    return Math.round((times * size * 1000) / (performance.now() - startedAt));
  };
  await perSecond(32, 500, 1);
  await perSecond(32, 50, BATCH);
  const measured = {
    singleAt1: await perSecond(1, SINGLE_SENDS.at1, 1),
    singleAt32: await perSecond(32, SINGLE_SENDS.at32, 1),
    [`batchesOf${BATCH}At1`]: await perSecond(1, BATCHES.at1, BATCH),
    [`batchesOf${BATCH}At32`]: await perSecond(32, BATCHES.at32, BATCH),
  };
  client.close();
  return measured;
}

async function measureWakeUps(host: EmbeddedHost, apiKey: string): Promise<Record<string, number>> {
  const one = await wakeUps(host, apiKey, 1, WAKE_UPS.at1);
  const hundred = await wakeUps(host, apiKey, 100, WAKE_UPS.at100);
  return {
    p50At1: percentile(one, 50),
    p99At1: percentile(one, 99),
    p50At100: percentile(hundred, 50),
    p99At100: percentile(hundred, 99),
  };
}

/** Milliseconds until each listener has each event; the next is sent when all have it. */
async function wakeUps(
  host: EmbeddedHost,
  apiKey: string,
  listeners: number,
  events: number,
): Promise<number[]> {
  const client = httpClient(host.url, apiKey);
  const key = `bench.wake.${listeners}`;
  const tookMs: number[] = [];
  let sentAt = 0n;
  let missing = 0;
  let onAll = (): void => {};
  const sockets = await Promise.all(
    Array.from({ length: listeners }, async () => {
      const socket = new WebSocket(`${host.url.replace('http', 'ws')}/v1/events/socket`, {
        headers: { authorization: `Bearer ${apiKey}` },
      });
      await once(socket, 'open');
      const next = (afterOffset: number): void =>
        socket.send(JSON.stringify({ action: 'next', id: 'bench', filter: { keys: [key] }, afterOffset }));
      socket.on('message', (data) => {
        const heardAt = process.hrtime.bigint();
        const { cursor, problem } = JSON.parse(String(data)) as { cursor: number; problem?: unknown };
        if (problem !== undefined) throw new Error(String(data));
        tookMs.push(Number(heardAt - sentAt) / 1e6);
        next(cursor);
        if (--missing === 0) onAll();
      });
      next(0);
      return socket;
    }),
  );
  for (let n = 0; n < events; n++) {
    missing = listeners;
    const all = new Promise<void>((resolve) => {
      onAll = resolve;
    });
    sentAt = process.hrtime.bigint();
    await client.post('/v1/events', JSON.stringify({ key, value: n }));
    await all;
    // A pause as between events that come now and then; the first ones warm everything up.
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (n === Math.floor(events / 10)) tookMs.length = 0;
  }
  for (const socket of sockets) socket.terminate();
  client.close();
  return tookMs;
}

async function measureReading(): Promise<Record<string, object>> {
  const small = await readingTimes(1000);
  const large = await readingTimes(1_000_000);
  return Object.fromEntries(
    Object.entries(small).map(([by, among1000]) => {
      const among1000000 = large[by]!;
      return [by, { among1000, among1000000, ratio: round(among1000000 / among1000) }];
    }),
  );
}

/** Microseconds to read the 100 events of a key, of a namespace and of a time that lie in a log of so many, on disk. */
async function readingTimes(events: number): Promise<Record<string, number>> {
  const directory = mkdtempSync(join(tmpdir(), 'hookline-bench-'));
  const path = join(directory, 'hookline.db');
  const filled = openDatabase(path);
  createSchema(filled);
  await fill(sqliteEventLog({ database: filled, clock: systemClock }), events);
  filled.close();
  // Opened anew, so that nothing is read from memory.
  const database = openDatabase(path);
  const log = sqliteEventLog({ database, clock: systemClock });
  const read = async (selection: EventSelection, after: () => Promise<number>): Promise<number> => {
    let fastEnough = Number.POSITIVE_INFINITY;
    // The best of three: another program's work on the disk is not ours.
    for (let round = 0; round < 3; round++) {
      const startedAt = performance.now();
      for (let n = 0; n < READS / 3; n++) {
        const page = await log.read(selection, { after: await after(), upTo: undefined }, FOUND);
        if (page.events.length !== FOUND) throw new Error(`${page.events.length} events were read.`);
      }
      fastEnough = Math.min(fastEnough, (performance.now() - startedAt) / (READS / 3));
    }
    return round(fastEnough * 1000);
  };
  const fromStart = async (): Promise<number> => 0;
  const times = {
    byKey: await read(select({ keys: ['rare'] }), fromStart),
    byNamespace: await read(select({ scope: only('rare') }), fromStart),
    byTime: await read(select(), () => log.offsetAt(events - FOUND - 1)),
  };
  database.close();
  rmSync(directory, { recursive: true });
  return times;
}

/** One event each millisecond; a hundred of them, evenly among the others, have the rare key, and as many the rare namespace. */
async function fill(log: EventLog, events: number): Promise<void> {
  const every = events / FOUND;
  for (let n = 0; n < events; n++) {
    const rare = n % every;
    const written = log.append(
      [
        draft({
          key: rare === 0 ? 'rare' : `key-${n % 1000}`,
          namespace: rare === 1 ? 'rare' : `namespace-${n % 10}`,
          value: '{"n":1,"of":"a usual size"}',
        }),
      ],
      n,
    );
    if (n % 500 === 499) await written;
  }
}
