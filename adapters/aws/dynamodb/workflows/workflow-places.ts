import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Ids } from '../../../../core/ports/ids.ts';
import type { WorkflowPlaces } from '../../../../core/ports/workflow-places.ts';
import type { WorkflowRunKey } from '../../../../core/ports/workflow-run-store.ts';
import type { Table } from '../table.ts';
import { noPlaces, type Places, parsePlaces, placesItem, placesKey } from './places-item.ts';
import { putRevised } from './write-revised.ts';

/** Let in at once. */
const AT_ONCE = 100;

/** As many as have room in the item. */
const MOST = 5000;

export const getPlacesParams = (table: string): GetCommandInput => ({
  TableName: table,
  Key: placesKey,
  ConsistentRead: true,
});

/**
 * Places in the workflows' table. As long as nothing limits the runs that go on nothing is written, and who begins then does not count
 * later.
 */
export function dynamodbWorkflowPlaces(table: Table, ids: Pick<Ids, 'next'>): WorkflowPlaces {
  const get = async (): Promise<Places> => {
    const { Item } = await table.client.send(new GetCommand(getPlacesParams(table.name)));
    return Item === undefined ? noPlaces : parsePlaces(Item);
  };
  /** Changes them by a rule, which is asked again when somebody else was faster; undefined leaves them. */
  const change = async <T>(
    rule: (places: Places) => { readonly places?: Partial<Places>; readonly result: T },
  ): Promise<T> => {
    for (;;) {
      const before = await get();
      const { places, result } = rule(before);
      if (places === undefined) return result;
      const next = { ...before, ...places, revision: before.revision + 1 };
      if (await putRevised(table, placesItem(next, ids.next()))) return result;
    }
  };

  return {
    async limits() {
      const { maxRunning, maxPending } = await get();
      return { maxRunning, maxPending };
    },
    setLimits: ({ maxRunning, maxPending }) =>
      change(() => ({ places: { maxRunning, maxPending }, result: undefined })),
    take: (key) =>
      change<'running' | 'pending' | 'full'>(({ maxRunning, maxPending, running, waiting }) => {
        if (has(waiting, key)) return { result: 'pending' };
        if (maxRunning === null || has(running, key)) return { result: 'running' };
        const isRoom = running.length + waiting.length < MOST;
        if (isRoom && waiting.length === 0 && running.length < maxRunning) {
          return { places: { running: [...running, key] }, result: 'running' };
        }
        if (!isRoom || waiting.length >= (maxPending ?? MOST)) return { result: 'full' };
        return { places: { waiting: [...waiting, key] }, result: 'pending' };
      }),
    release: (key) =>
      change(({ running, waiting }) =>
        has(running, key) || has(waiting, key)
          ? { places: { running: without(running, key), waiting: without(waiting, key) }, result: undefined }
          : { result: undefined },
      ),
    letIn: () =>
      change(({ maxRunning, running, waiting }) => {
        const free = maxRunning === null ? AT_ONCE : Math.min(AT_ONCE, maxRunning - running.length);
        const next = waiting.slice(0, Math.max(0, free));
        if (next.length === 0) return { result: [] };
        return {
          places: { running: [...running, ...next], waiting: waiting.slice(next.length) },
          result: next,
        };
      }),
  };
}

function isSame(one: WorkflowRunKey, other: WorkflowRunKey): boolean {
  return one.tenantId === other.tenantId && one.runId === other.runId;
}

function has(keys: readonly WorkflowRunKey[], key: WorkflowRunKey): boolean {
  return keys.some((other) => isSame(other, key));
}

function without(keys: readonly WorkflowRunKey[], key: WorkflowRunKey): WorkflowRunKey[] {
  return keys.filter((other) => !isSame(other, key)).map(({ tenantId, runId }) => ({ tenantId, runId }));
}
