import { randomUUID } from 'node:crypto';
import type { HandlerDraft, HandlerRecord } from '../../../../core/ports/handler-store.ts';
import type { Table } from '../table.ts';
import { getRecord } from './get-handler.ts';
import { nextHandlerId } from './next-handler-id.ts';
import { putVersion } from './put-version.ts';
import { switchHandler } from './switch-handler.ts';

/**
 * Writes the next version, then switches to it. Whoever finds that number taken, by a registration at the same time or
 * one that stopped half-way, completes that one first: so versions follow one another without gaps, and none changes
 * once written.
 */
export async function registerHandler(table: Table, draft: HandlerDraft): Promise<HandlerRecord | 'taken'> {
  const writer = randomUUID();
  for (;;) {
    const current = await getRecord(table, draft.hook, draft.name);
    if (current !== undefined && current.tenantId !== draft.tenantId) return 'taken';
    const wanted =
      current === undefined ? firstVersion(draft, await nextHandlerId(table)) : nextVersion(draft, current);
    const standing = await putVersion(table, wanted, writer);
    const switched = await switchHandler(table, current, standing.record);
    if (switched && standing.writer === writer) return standing.record;
  }
}

export function firstVersion(draft: HandlerDraft, id: number): HandlerRecord {
  return { ...draft, id, version: 0, createdAt: draft.updatedAt, createdBy: draft.updatedBy };
}

export function nextVersion(draft: HandlerDraft, current: HandlerRecord): HandlerRecord {
  const { id, version, createdAt, createdBy } = current;
  return { ...draft, id, version: version + 1, createdAt, createdBy };
}
