import type { Database } from './database.ts';
import { eventTables } from './events/event-schema.ts';
import { migrate } from './migrate.ts';
import { attemptTables } from './runs/run-attempts.ts';
import { itemTables } from './runs/run-items.ts';
import { limitTables } from './runs/run-limits.ts';
import { workflowRuleTables } from './workflows/rule-store.ts';
import { workflowPlaceTables } from './workflows/workflow-places.ts';
import { workflowTables } from './workflows/workflow-schema.ts';

/**
 * The embedded home's tables. Times are milliseconds since the epoch; lists and objects are JSON.
 * Runs and e-mails are keyed by their firing's `seq`, which grows with time: neighbours in time are neighbours on disk.
 */
const tables = `
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS keys (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id), secret_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS hooks (
  name TEXT PRIMARY KEY, description TEXT NOT NULL, payload_schema TEXT, created_at INTEGER NOT NULL,
  on_event TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS handlers (
  id INTEGER PRIMARY KEY AUTOINCREMENT, hook TEXT NOT NULL, name TEXT NOT NULL, tenant_id TEXT NOT NULL,
  version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
  UNIQUE (hook, name)
) STRICT;
CREATE INDEX IF NOT EXISTS handlers_of_tenant ON handlers (tenant_id, name);
CREATE TABLE IF NOT EXISTS handler_versions (
  handler_id INTEGER NOT NULL, version INTEGER NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (handler_id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS code (
  tenant_id TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (tenant_id, sha256)
) STRICT;
CREATE TABLE IF NOT EXISTS firings (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, hook TEXT NOT NULL, tags TEXT NOT NULL,
  all_handlers INTEGER NOT NULL, fired_by_id TEXT NOT NULL, fired_by TEXT NOT NULL, fingerprint TEXT NOT NULL,
  payload BLOB NOT NULL, plan TEXT NOT NULL, execution_type TEXT NOT NULL, accepted_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS runs (
  firing_seq INTEGER NOT NULL, handler_id INTEGER NOT NULL, handler_version INTEGER NOT NULL, tenant_id TEXT NOT NULL,
  attempt INTEGER NOT NULL, execution_id TEXT, lease_until INTEGER, started_at INTEGER NOT NULL,
  secret_hash TEXT NOT NULL, ended_at INTEGER, notified_at INTEGER, outcome TEXT,
  -- attempts that count against maxAttempts; until when it waits, -1 for a slot; who cancelled it; how many items it has,
  -- and whether those that remain are not to run
  failures INTEGER NOT NULL DEFAULT 0, wait_until INTEGER, cancel TEXT, item_count INTEGER,
  items_stopped INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (firing_seq, handler_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mails (
  firing_seq INTEGER NOT NULL, handler_id INTEGER NOT NULL, tenant_id TEXT NOT NULL, recipient TEXT NOT NULL,
  subject TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, last_error TEXT,
  created_at INTEGER NOT NULL, sent_at INTEGER, retry_at INTEGER,
  PRIMARY KEY (firing_seq, handler_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mails_due ON mails (retry_at) WHERE state = 'pending';
`;

/** Creates what is missing, and brings what an earlier version left to today's form. */
export function createSchema(database: Database): void {
  database.atomically(() => {
    const isNew = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'handlers'").get() === undefined;
    const all = [
      tables,
      attemptTables,
      itemTables,
      limitTables,
      eventTables,
      workflowTables,
      workflowPlaceTables,
      workflowRuleTables,
    ].join('');
    for (const statement of all.split(';\n')) if (statement.trim() !== '') database.prepare(statement).run();
    migrate(database, isNew);
  });
}
