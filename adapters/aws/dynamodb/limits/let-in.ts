import type { Granted } from '../../../../core/ports/run-limits.ts';
import type { Table } from '../table.ts';
import type { Slots, Ticket } from './limit-items.ts';
import { getSlots, putSlots } from './slots.ts';
import { deleteTicket, firstTickets } from './tickets.ts';

/** Of the first in line this many are looked at: as many as get in at once. */
const LOOKED_AT = 25;

/**
 * Lets in who is next while there is a slot. The slots are read before the line, and written under the condition that nobody wrote
 * them since: whoever joins, leaves or puts a token on a ticket writes them too, so nobody is let in who has left, or
 * without the token that they wait by.
 *
 * @param change what the caller changes of the slots in the same write; undefined to change nothing but the revision.
 * @returns the slots as written, and those to be told.
 */
export async function letIn(
  table: Table,
  group: string,
  now: number,
  change: (slots: Slots['holders']) => Slots['holders'] = (holders) => holders,
): Promise<{ holders: Slots['holders']; granted: Granted[] }> {
  for (;;) {
    const slots = await getSlots(table, group);
    const tickets = await firstTickets(table, group, LOOKED_AT);
    const alive = Object.entries(slots.holders).filter(([, { until }]) => until >= now);
    const holders = change(Object.fromEntries(alive));
    const served: Ticket[] = [];
    const granted: Granted[] = [];
    for (const ticket of tickets) {
      // Let in before, and its ticket left behind by a crash.
      const isIn = holders[ticket.work] !== undefined;
      if (!isIn && Object.keys(holders).length >= ticket.maxWorkers) break;
      served.push(ticket);
      if (isIn) continue;
      const { token } = ticket;
      holders[ticket.work] = { until: now + ticket.leaseMs, ...(token !== undefined && { token }) };
      if (token !== undefined) granted.push({ token });
    }
    if (!(await putSlots(table, group, { ...slots, holders }, now))) continue;
    await Promise.all(served.map(({ place }) => deleteTicket(table, group, place)));
    if (served.length < LOOKED_AT) return { holders, granted };
    const rest = await letIn(table, group, now);
    return { holders: rest.holders, granted: [...granted, ...rest.granted] };
  }
}
