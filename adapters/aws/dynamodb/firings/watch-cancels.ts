import type { CancelWatch } from '../../../../core/ports/cancel-watch.ts';
import type { Clock } from '../../../../core/ports/clock.ts';
import type { RunKey } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { getRun } from './get-run.ts';

/** Between the looks at a run's item, in milliseconds, and before the first: a run that is over sooner costs nothing. */
const LOOK_MS = 5000;

/** Looks from time to time whether a run is to stop: who cancels it is elsewhere, and so what is stored has to tell. */
export function dynamodbCancels(table: Table, clock: Pick<Clock, 'schedule'>): CancelWatch {
  return {
    watch(key) {
      const controller = new AbortController();
      let stopped = false;
      const look = async (): Promise<void> => {
        if (await isToStop(table, key)) controller.abort();
        else if (!stopped) unschedule = clock.schedule(LOOK_MS, () => void look());
      };
      let unschedule = clock.schedule(LOOK_MS, () => void look());
      return {
        signal: controller.signal,
        stop() {
          stopped = true;
          unschedule();
        },
      };
    },
    // What is stored tells.
    announce() {},
  };
}

async function isToStop(table: Table, key: RunKey): Promise<boolean> {
  try {
    const stored = await getRun(table, key);
    return stored !== undefined && (stored.run.cancelRequested !== null || stored.itemsStopped);
  } catch {
    // It is looked at again.
    return false;
  }
}
