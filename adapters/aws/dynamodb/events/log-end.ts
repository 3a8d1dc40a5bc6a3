import type { Clock } from '../../../../core/ports/clock.ts';
import type { EventLog } from '../../../../core/ports/event-log.ts';
import type { Table } from '../table.ts';
import { openLogContext } from './log-context.ts';
import { settleLog } from './settle-log.ts';

/** The end of the event log, for a function that does nothing else with it. */
export function dynamodbLogEnd(table: Table, clock: Clock): Pick<EventLog, 'latestOffset'> {
  const log = openLogContext(table, clock);
  return { latestOffset: async () => (await settleLog(log)).settledTo };
}
