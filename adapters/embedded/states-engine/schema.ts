import type { Database } from '../sqlite/database.ts';

/**
 * The engine's tables.
 *
 * `engine_branch` holds what runs: one row per live branch. The root's row (number 0) also carries what belongs to
 * the execution. An execution that ends takes its rows with it, so opening reads only what is unfinished.
 * `engine_execution` is kept for STANDARD machines only, `engine_history` for those of them that keep it.
 */
const tables = [
  `CREATE TABLE IF NOT EXISTS engine_definition (
    key INTEGER PRIMARY KEY,
    machine TEXT NOT NULL,
    type TEXT NOT NULL,
    document TEXT NOT NULL,
    history INTEGER NOT NULL DEFAULT 1,
    UNIQUE (machine, type, document)
  ) STRICT`,
  `CREATE TABLE IF NOT EXISTS engine_branch (
    execution TEXT NOT NULL,
    number INTEGER NOT NULL,
    -- of the root only:
    definition INTEGER,
    name TEXT,
    started_at INTEGER,
    execution_input TEXT,
    -- of the others only:
    parent INTEGER,
    -- where the branch rests:
    phase TEXT NOT NULL,
    state TEXT NOT NULL,
    entered_at INTEGER NOT NULL,
    input TEXT, -- NULL: the execution's input
    variables TEXT,
    retries TEXT,
    wake_at INTEGER,
    token TEXT,
    children TEXT,
    output TEXT, -- once ended: what it gives its parent, or how it failed
    last_event INTEGER NOT NULL,
    PRIMARY KEY (execution, number)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS engine_execution (
    id TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    input TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    output TEXT,
    error TEXT,
    cause TEXT
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS engine_history (
    execution TEXT NOT NULL,
    id INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (execution, id)
  ) STRICT, WITHOUT ROWID`,
];

/** Creates the tables where they are missing. */
export function createTables(database: Database): void {
  database.write(() => {
    for (const table of tables) database.prepare(table).run();
    addMissingColumns(database);
  });
}

/** To the tables of a data folder that an earlier version made. */
function addMissingColumns(database: Database): void {
  const columns = database.prepare("SELECT name FROM pragma_table_info('engine_definition')").all();
  if (columns.some(({ name }) => name === 'history')) return;
  database.prepare('ALTER TABLE engine_definition ADD COLUMN history INTEGER NOT NULL DEFAULT 1').run();
}
