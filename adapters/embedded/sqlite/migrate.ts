import type { Database } from './database.ts';

/**
 * What brings a data folder of an earlier version to today's tables, in order; each is carried out once. The number done is
 * in SQLite's `user_version`. Steps are only ever added, at the end.
 */
const steps: readonly (readonly string[])[] = [
  // A time limit became an option among others.
  [
    `UPDATE handler_versions SET record = json_remove(
       json_set(record, '$.executor', json_object('timeoutSeconds', json_extract(record, '$.timeoutSeconds'))),
       '$.timeoutSeconds')
     WHERE json_extract(record, '$.timeoutSeconds') IS NOT NULL`,
  ],
  // Events fire hooks.
  ['ALTER TABLE hooks ADD COLUMN on_event TEXT'],
];

/** Carries out the steps that an existing data folder lacks; a new one was created as they would leave it. */
export function migrate(database: Database, isNew: boolean): void {
  const { user_version: done } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (!isNew) for (const step of steps.slice(done)) for (const sql of step) database.prepare(sql).run();
  if (done < steps.length) database.prepare(`PRAGMA user_version = ${steps.length}`).run();
}
