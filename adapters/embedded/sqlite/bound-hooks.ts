import type { EventBinding } from '../../../core/ports/hook-store.ts';
import type { Database } from './database.ts';

/** How far the log was gone through for each hook that events fire. */
export interface BoundHookPositions {
  /** Where to go on: after the last event that was looked at for this binding. */
  get(hook: string, binding: EventBinding): number;
  /** Durable a little later: events that are looked at again fire nothing twice. */
  put(hook: string, binding: EventBinding, position: number): void;
}

export function boundHookPositions(database: Database): BoundHookPositions {
  return {
    get(hook, { after }) {
      const row = database
        .prepare('SELECT position FROM bound_hooks WHERE hook = ? AND bound_after = ?')
        .get(hook, after) as { position: number } | undefined;
      return row?.position ?? after;
    },
    put(hook, { after }, position) {
      database.write(() =>
        database
          .prepare('INSERT OR REPLACE INTO bound_hooks (hook, bound_after, position) VALUES (?, ?, ?)')
          .run(hook, after, position),
      );
    },
  };
}
