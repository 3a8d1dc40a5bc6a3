import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamodbEventLog } from '../../adapters/aws/dynamodb/events/event-log.ts';
import type { Table } from '../../adapters/aws/dynamodb/table.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { limits } from '../../core/contract/limits.ts';
import type { EventDraft, EventLog } from '../../core/ports/event-log.ts';
import { startCountingProxy } from '../aws/counting-proxy.ts';
import { localAccess, startLocalAws } from '../aws/local-aws.ts';
import { draft, only, select, wholeLog } from '../conformance/event-drafts.ts';
import { seededRandom } from '../scenarios/seeded-random.ts';
import { dollarsPerMillion } from './aws-prices.ts';

/** The log that pages are read from: so many events, one of a thousand under the key that is asked for. */
const LOG_SIZES = [1000, 1_000_000];
const RARE = 1000;

/** What DynamoDB takes for one call of the log: its units, its requests, and US dollars per million such calls. */
interface Units {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly requests: number;
  readonly dollarsPerMillion: number;
}

/**
 * The capacity units of sending, listing and listening, counted on the wire; by DynamoDB's rules, as the local implementation
 * reports them. Values are about 200 bytes of JSON.
 */
export async function measureEventLogUnits(): Promise<object> {
  const aws = await startLocalAws();
  let writeUnits = 0;
  let readUnits = 0;
  let requests = 0;
  const proxy = await startCountingProxy(aws.dynamodbEndpoint, ({ name, units }) => {
    requests++;
    if (/:(Put|Update|Delete|BatchWrite)/.test(name)) writeUnits += units;
    // The local implementation takes nothing for a query that finds nothing.
    else readUnits += Math.max(1, units);
  });
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ ...localAccess, endpoint: proxy.endpoint }),
  );
  const count = async (work: () => Promise<unknown>): Promise<Units> => {
    [writeUnits, readUnits, requests] = [0, 0, 0];
    await work();
    const dollars = writeUnits * dollarsPerMillion.writeUnit + readUnits * dollarsPerMillion.readUnit;
    return { writeUnits, readUnits, requests, dollarsPerMillion: Math.round(dollars * 1000) / 1000 };
  };
  const openTable = async (): Promise<Table> => ({ client, name: (await aws.createTable('events')).name });

  try {
    const table = await openTable();
    return {
      sending: await measureSending(dynamodbEventLog(table, systemClock), count),
      listening: await measureListening(await openTable(), count),
      singleEvents: await measurePages(await openTable(), 1000, 1, count),
      ...(await measureSizes(openTable, count)),
    };
  } finally {
    client.destroy();
    await proxy.close();
    await aws.close();
  }
}

type Count = (work: () => Promise<unknown>) => Promise<Units>;

function eventNo(n: number, more: Partial<EventDraft> = {}): EventDraft {
  const model = { model: `model-${n % 17}`, epoch: n, loss: 1 / (n + 1), device: `gpu-${n % 8}` };
  const value = JSON.stringify({ ...model, note: 'the quick brown fox jumps over the lazy dog', tags: [n] });
  return draft({ key: 'model.trained', value, eventType: 'training', sender: 'trainer-7', ...more });
}

const batchOf = (size: number, more: (n: number) => Partial<EventDraft> = () => ({})): EventDraft[] =>
  Array.from({ length: size }, (_, n) => eventNo(n, more(n)));

/** JSON that does not become shorter by deflating. */
function noise(length: number): string {
  const random = seededRandom(length);
  return `"${Array.from({ length }, () => String.fromCharCode(97 + random() * 26)).join('')}"`;
}

/** Where no segment begins, so that a mark of the time is not among what is counted. */
async function fill(log: EventLog, events: number): Promise<void> {
  await log.append(batchOf(events), Date.now());
}

async function measureSending(log: ReturnType<typeof dynamodbEventLog>, count: Count): Promise<object> {
  const producer = { tenantId: 'tenant', clientId: 'trainer' };
  await fill(log, 110);
  await log.openProducer(producer, Date.now());
  await log.append([eventNo(0)], Date.now(), { ...producer, sequence: 1 });
  const users = (n: number) => ({ key: `hook-${n % 10}`, namespace: `hookline/user-${n % 10}` });
  await log.append(batchOf(10, users), Date.now());
  const records = (first: number, size: number) =>
    batchOf(size, users).map((one, n) => ({ identity: `record ${first + n}`, draft: one }));
  return {
    one: await count(() => log.append([eventNo(1)], Date.now())),
    oneOf4KiB: await count(() => log.append([eventNo(1, { value: noise(4000) })], Date.now())),
    oneNumbered: await count(() => log.append([eventNo(1)], Date.now(), { ...producer, sequence: 2 })),
    oneNumberedAgain: await count(() => log.append([eventNo(1)], Date.now(), { ...producer, sequence: 2 })),
    hundred: await count(() => log.append(batchOf(100), Date.now())),
    hundredNumbered: await count(() => log.append(batchOf(100), Date.now(), { ...producer, sequence: 3 })),
    hundredFromStream: await count(() => log.appendOnce(records(0, 100), Date.now())),
    hundredFromStreamAgain: await count(() => log.appendOnce(records(0, 100), Date.now())),
    tenFromStream: await count(() => log.appendOnce(records(200, 10), Date.now())),
  };
}

async function measureListening(table: Table, count: Count): Promise<object> {
  const log = dynamodbEventLog(table, systemClock);
  await fill(log, 50);
  const selection = select({ scope: only('default'), keys: ['model.trained'] });
  const after = await log.latestOffset();
  const look = await count(() => log.waitForEvent(selection, after, 0));
  const wake = async (reader: EventLog, from: number) => {
    await reader.waitForEvent(selection, from, 0);
    await reader.read(selection, { after: from, upTo: undefined }, 100);
  };
  await log.append([eventNo(1)], Date.now());
  const warm = await count(() => wake(log, after));
  const cold = await count(() => wake(dynamodbEventLog(table, systemClock), after));
  return { lookInVain: look, wakeUp: warm, wakeUpInNewProcess: cold };
}

async function measurePages(table: Table, events: number, batch: number, count: Count): Promise<object> {
  const log = dynamodbEventLog(table, systemClock);
  const rare = (n: number) => (n % RARE === 0 ? { key: 'rare' } : {});
  for (let sent = 0; sent < events; sent += batch) {
    await log.append(
      batchOf(batch, (n) => rare(sent + n)),
      Date.now(),
    );
  }
  await log.latestOffset();
  const { events: middle } = await log.read(select(), { after: Math.floor(events / 2), upTo: undefined }, 1);
  const half = { after: Math.floor(events / 2), upTo: undefined };
  const scope = only('default');
  return {
    pageOf100ByKey: await count(() =>
      log.read(select({ scope, keys: ['model.trained'] }), half, limits.eventPage.default),
    ),
    pageOf1ByRareKey: await count(() => log.read(select({ scope, keys: ['rare'] }), wholeLog, 1)),
    pageOf100ByNamespace: await count(() => log.read(select({ scope }), half, limits.eventPage.default)),
    pageOf100OfAll: await count(() => log.read(select(), half, limits.eventPage.default)),
    newest100OfAll: await count(() => log.read(select(), wholeLog, limits.eventPage.default, true)),
    offsetOfATime: await count(() => log.offsetAt(middle[0]!.createdAt)),
  };
}

async function measureSizes(openTable: () => Promise<Table>, count: Count): Promise<object> {
  const figures: Record<string, object> = {};
  for (const events of LOG_SIZES) {
    const batch = limits.eventBatch.events;
    figures[`${events} events in batches of ${batch}`] = await measurePages(
      await openTable(),
      events,
      batch,
      count,
    );
  }
  return figures;
}
