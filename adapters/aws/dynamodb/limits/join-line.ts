import type { SlotRequest } from '../../../../core/ports/run-limits.ts';
import type { Table } from '../table.ts';
import { workName } from './limit-items.ts';
import { getPlace, putPlace } from './places.ts';
import { takePlace } from './slots.ts';
import { putTicket } from './tickets.ts';

/** Takes a place in the line, or finds the one that it has; its ticket is written in either case. */
export async function joinLine(table: Table, request: SlotRequest, token?: string): Promise<void> {
  const { group, maxWorkers, leaseMs, now } = request;
  const place = await placeOf(table, request);
  const work = workName(request);
  await putTicket(
    table,
    group,
    { place, work, maxWorkers, leaseMs, ...(token !== undefined && { token }) },
    now,
  );
}

async function placeOf(table: Table, request: SlotRequest): Promise<number> {
  const { group, now } = request;
  for (;;) {
    const standing = await getPlace(table, request);
    if (standing !== undefined) return standing.place;
    const place = await takePlace(table, group);
    if (await putPlace(table, request, { group, place }, now)) return place;
  }
}
