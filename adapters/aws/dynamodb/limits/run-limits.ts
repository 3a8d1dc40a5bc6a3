import type { RunLimits } from '../../../../core/ports/run-limits.ts';
import type { Table } from '../table.ts';
import { joinLine } from './join-line.ts';
import { letIn } from './let-in.ts';
import { workName } from './limit-items.ts';
import { deletePlace, getPlace } from './places.ts';
import { forgetStart, reserveStart } from './reserve-start.ts';
import { getSlots } from './slots.ts';
import { deleteTicket } from './tickets.ts';

/** Limits in the firings' table, the same for every environment of every function. */
export function dynamodbRunLimits(table: Table): RunLimits {
  return {
    async take(request) {
      const { group, now, leaseMs } = request;
      const work = workName(request);
      const holder = (await getSlots(table, group)).holders[work];
      if (holder === undefined || holder.until < now) await joinLine(table, request);
      const { holders, granted } = await letIn(table, group, now, (current) =>
        // Without its token, which has been answered: it is here.
        current[work] === undefined ? current : { ...current, [work]: { until: now + leaseMs } },
      );
      return { taken: holders[work] !== undefined, granted };
    },
    async queue(request) {
      const { group, now, token } = request;
      const work = workName(request);
      await joinLine(table, request, token);
      const { holders, granted } = await letIn(table, group, now);
      const own = granted.some((other) => other.token === token);
      return holders[work] !== undefined && !own ? [...granted, { token }] : granted;
    },
    async release(key, now) {
      const [place] = await Promise.all([getPlace(table, key), forgetStart(table, key)]);
      if (place === undefined) return [];
      const token = await deleteTicket(table, place.group, place.place);
      const { granted } = await letIn(table, place.group, now, (holders) => {
        const { [workName(key)]: _gone, ...others } = holders;
        return others;
      });
      await deletePlace(table, key);
      return token === undefined ? granted : [{ token }, ...granted];
    },
    reserve: (request) => reserveStart(table, request),
  };
}
