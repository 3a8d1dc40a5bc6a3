import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { EventWait } from '../../../../core/ports/event-waits.ts';
import { inParallel } from '../in-parallel.ts';
import { queryPages } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { ANY_PARTITION, keyPartition, parseEventWait, RULES_MARK } from './event-wait-items.ts';
import { BEHIND_TOLD, behindPlacesWith, namesToMatch, placeWith, TOLD } from './wait-places.ts';

/** Waits that are read as they come, before it is asked which of them the values may be for: most keys have fewer. */
const FEW = 25;

/** Places that are read at once. */
const WIDTH = 16;

/** Sets of names that are looked for one after the other; who waits for more than that is read as it comes. */
const NAMES = 100;

export const findEventWaitsParams = (
  table: string,
  partition: string,
  { from = '', to = '~', limit }: { from?: string; to?: string; limit?: number } = {},
): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND SK BETWEEN :from AND :to',
  // A sort key is not empty.
  ExpressionAttributeValues: { ':PK': partition, ':from': from === '' ? '!' : from, ':to': to },
  ConsistentRead: true,
  ...(limit !== undefined && { Limit: limit }),
});

/** Of events; taken apart only where many wait. */
export type Values = () => readonly unknown[];

type Item = Readonly<Record<string, unknown>>;

/** Those for the key, and those for any. */
export async function findEventWaits(table: Table, key: string, value?: unknown): Promise<EventWait[]> {
  const values = value === undefined ? undefined : () => [value];
  const [ofKey, { waits }] = await Promise.all([
    Array.fromAsync(waitsOfKey(table, key, values)),
    waitsOfAny(table, values),
  ]);
  return [...ofKey.flat(), ...waits];
}

/**
 * Those for the key alone, page by page.
 *
 * @param values of events: those that none of them matches may be left out then.
 */
export async function* waitsOfKey(
  table: Table,
  key: string,
  values: Values | undefined,
): AsyncGenerator<EventWait[]> {
  for await (const items of itemsFor(table, keyPartition(key), values)) yield items.map(parseEventWait);
}

/** Those for any key, likewise; and of which write the rules are, undefined when there never was one. */
export async function waitsOfAny(
  table: Table,
  values: Values | undefined,
): Promise<{ readonly waits: EventWait[]; readonly rulesMark: string | undefined }> {
  const items = (await Array.fromAsync(itemsFor(table, ANY_PARTITION, values))).flat();
  const mark = items.find(({ SK }) => SK === RULES_MARK);
  return {
    waits: items.filter((item) => item !== mark).map(parseEventWait),
    rulesMark: mark === undefined ? undefined : String(mark.writeId),
  };
}

/**
 * The first few; and if there are more, those that want nothing, and those that want what the values have: for each set of names that
 * somebody wants there is a query that finds the set, and for each value that has these one more.
 */
async function* itemsFor(
  table: Table,
  partition: string,
  values: Values | undefined,
): AsyncGenerator<Item[]> {
  const query = (range: Parameters<typeof findEventWaitsParams>[2], startKey?: Item) =>
    queryPages(table, {
      ...findEventWaitsParams(table.name, partition, range),
      ...(startKey !== undefined && { ExclusiveStartKey: startKey }),
    });
  if (values === undefined) return yield* query({});
  const { Items: first = [], LastEvaluatedKey: last } = await table.client.send(
    new QueryCommand(findEventWaitsParams(table.name, partition, { limit: FEW })),
  );
  yield first;
  if (last === undefined) return;
  if (String(last.SK) < TOLD) yield* query({ to: TOLD }, last);
  const known = new Set(first.map(({ SK }) => SK));
  const sets: string[][] = [];
  let from = TOLD;
  while (sets.length < NAMES) {
    const { Items: [next] = [] } = await table.client.send(
      new QueryCommand(findEventWaitsParams(table.name, partition, { from, to: BEHIND_TOLD, limit: 1 })),
    );
    if (next === undefined) break;
    const names = namesToMatch(parseEventWait(next).match);
    sets.push(names);
    from = behindPlacesWith(names);
  }
  const places = new Set(values().flatMap((value) => sets.flatMap((names) => placeWith(names, value) ?? [])));
  const found = await inParallel([...places], WIDTH, (place) =>
    Array.fromAsync(query({ from: place, to: `${place}~` })),
  );
  yield found.flat(2).filter(({ SK }) => !known.has(SK));
  if (sets.length === NAMES) yield* query({ from, to: BEHIND_TOLD });
}
