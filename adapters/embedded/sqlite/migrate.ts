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
  // Runs are tried again, wait, are cancelled, and have items.
  [
    'ALTER TABLE runs ADD COLUMN failures INTEGER NOT NULL DEFAULT 0',
    'ALTER TABLE runs ADD COLUMN wait_until INTEGER',
    'ALTER TABLE runs ADD COLUMN cancel TEXT',
    'ALTER TABLE runs ADD COLUMN item_count INTEGER',
    'ALTER TABLE runs ADD COLUMN items_stopped INTEGER NOT NULL DEFAULT 0',
  ],
  // Runs of workflows have a name, and know how deep they are.
  [
    `UPDATE workflow_runs SET record = json_set(record, '$.name', json_extract(record, '$.workflow.name'))`,
    `UPDATE workflow_runs SET record = json_set(record, '$.parent.depth', 1) WHERE json_type(record, '$.parent') = 'object'`,
  ],
];

/** Carries out the steps that an existing data folder lacks; a new one was created as they would leave it. */
export function migrate(database: Database, isNew: boolean): void {
  const { user_version: done } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (!isNew) for (const step of steps.slice(done)) for (const sql of step) database.prepare(sql).run();
  if (done < steps.length) database.prepare(`PRAGMA user_version = ${steps.length}`).run();
}
