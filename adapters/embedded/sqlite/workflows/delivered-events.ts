import type { Database } from '../database.ts';

/** How far the log was gone through for the steps that wait for events. */
export interface DeliveredEvents {
  /** Undefined before the first `put`. */
  get(): number | undefined;
  /** Durable a little later: events that are looked at again end no step twice. */
  put(place: number): void;
}

export function deliveredEvents(database: Database): DeliveredEvents {
  return {
    get() {
      const row = database.prepare('SELECT place FROM delivered_events').get() as
        | { place: number }
        | undefined;
      return row?.place;
    },
    put(place) {
      database.write(() =>
        database.prepare('INSERT OR REPLACE INTO delivered_events (id, place) VALUES (1, ?)').run(place),
      );
    },
  };
}
