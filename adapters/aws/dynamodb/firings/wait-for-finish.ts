import type { Clock } from '../../../../core/ports/clock.ts';
import type { Table } from '../table.ts';
import { queryFiring } from './query-firing.ts';

/** Between looks at the firing, in milliseconds: most runs take less than a second; the last one repeats. */
const INTERVALS_MS = [50, 100, 200, 400, 800, 1000];

/** Looks again and again, ever less often. */
export async function waitForFinish(table: Table, clock: Clock, id: string, waitMs: number): Promise<void> {
  const until = clock.now() + waitMs;
  for (let look = 0; ; look++) {
    const found = await queryFiring(table, id);
    const leftMs = until - clock.now();
    if (found === undefined || found.firing.finishedAt !== null || leftMs <= 0) return;
    const intervalMs = INTERVALS_MS[Math.min(look, INTERVALS_MS.length - 1)]!;
    await new Promise<void>((resolve) => clock.schedule(Math.min(intervalMs, leftMs), resolve));
  }
}
