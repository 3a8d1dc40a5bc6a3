import type { HooklineConnection } from '../connection.ts';
import { timeText } from './event-query.ts';
import { askOffset } from './latest-offset.ts';

/**
 * The greatest offset whose event was taken at that time or before (AIFlow's `time_to_offset`); 0 when all are newer. With it as
 * `afterOffset`, a listing has what came later.
 *
 * @param time RFC 3339 where it is text: `2026-11-21T12:00:00Z`.
 */
export async function timeToOffset(connection: HooklineConnection, time: Date | string): Promise<number> {
  return await askOffset(connection, new URLSearchParams({ time: timeText(time, 'time') }));
}
