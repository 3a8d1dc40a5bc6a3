import { expect, test } from 'vitest';
import { addNamespace } from '../../../../core/events/add-namespace.ts';
import { countEvents } from '../../../../core/events/count-events.ts';
import { findOffset } from '../../../../core/events/find-offset.ts';
import { listEvents } from '../../../../core/events/list-events.ts';
import { listenEvents } from '../../../../core/events/listen-events.ts';
import { caller, DAY_MS, type Log, openLog, send } from './open-log.ts';

const allen = caller('allen');
const keep = (log: Log, retentionDays: number) =>
  addNamespace(log, allen, { name: 'n', readers: [], writers: [], retentionDays });
const list = async (log: Log, namespace?: string) =>
  (await listEvents(log, allen, { filter: { namespace }, limit: 100, newestFirst: false })).events.map(
    ({ value }) => JSON.parse(value),
  );

test('events vanish from lists, counts and listeners when their days are over, each namespace by itself', async () => {
  const log = openLog();
  await keep(log, 2);
  await send(log, allen, { namespace: 'n', value: 1 }, { value: 2 });
  log.clock.advance(DAY_MS);
  await send(log, allen, { namespace: 'n', value: 3 });
  expect(await list(log)).toEqual([1, 2, 3]);
  log.clock.advance(DAY_MS + 1);
  expect(await list(log, 'n')).toEqual([3]);
  expect(await list(log)).toEqual([2, 3]);
  expect(await countEvents(log, allen, { filter: { namespace: 'n' } })).toMatchObject({ total: 1 });
  const heard = await listenEvents(log, allen, { filter: {}, afterOffset: 0, limit: 100, waitMs: 0 });
  expect(heard.events.map(({ value }) => value)).toEqual(['2', '3']);
  log.clock.advance(88 * DAY_MS);
  expect(await list(log)).toEqual([]);
});

test('less retention hides what is older at once', async () => {
  const log = openLog();
  await keep(log, 10);
  await send(log, allen, { namespace: 'n', value: 1 });
  log.clock.advance(3 * DAY_MS);
  await send(log, allen, { namespace: 'n', value: 2 });
  await keep(log, 2);
  expect(await list(log, 'n')).toEqual([2]);
});

test('the newest offset stays when all events are gone, and none is used again', async () => {
  const log = openLog();
  await keep(log, 1);
  const offsets = await send(log, allen, { namespace: 'n' }, { namespace: 'n' });
  log.clock.advance(DAY_MS + 1);
  await log.events.prune('n', log.clock.now() - DAY_MS);
  expect(await list(log, 'n')).toEqual([]);
  expect(await findOffset(log, undefined)).toBe(offsets.at(-1));
  expect(await findOffset(log, log.clock.now())).toBe(offsets.at(-1));
  expect(await send(log, allen, { namespace: 'n' })).toEqual([offsets.at(-1)! + 1]);
});
