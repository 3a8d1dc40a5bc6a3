import type { EventWaits } from '../../../../core/ports/event-waits.ts';
import type { Table } from '../table.ts';
import { findEventWaits } from './find-event-waits.ts';
import { putEventWait } from './put-event-wait.ts';
import { removeEventWait } from './remove-event-wait.ts';

/** Waits for events in the workflows' table. */
export function dynamodbEventWaits(table: Table): EventWaits {
  return {
    put: (wait) => putEventWait(table, wait),
    remove: (wait) => removeEventWait(table, wait),
    find: (key, value) => findEventWaits(table, key, value),
  };
}
