import type { Ids } from '../../../../core/ports/ids.ts';
import type { LatchStore } from '../../../../core/ports/latch-store.ts';
import type { Table } from '../table.ts';
import { getLatch } from './get-latch.ts';
import { latchItem } from './latch-items.ts';
import { listLatches } from './list-latches.ts';
import { putRevised } from './write-revised.ts';

/** Latches in the workflows' table. */
export function dynamodbLatchStore(table: Table, ids: Pick<Ids, 'next'>): LatchStore {
  return {
    get: (tenantId, name) => getLatch(table, tenantId, name),
    put: (latch) => putRevised(table, latchItem(latch, ids.next())),
    list: (tenantId) => listLatches(table, tenantId),
  };
}
