/**
 * The tables of workflows. `workflow_definitions` has what a run carries out, once for all runs that are alike. Of a run (and a step)
 * `record` is what changes, as JSON; what is large stands beside it. `list_key` orders the runs of a tenant: see `core/workflow/run/list-key.ts`.
 * The topic of a wait is `=` and the key, or `*` for any; its token is one entry that the event's value must have (`match-tokens.ts`), or empty.
 */
export const workflowTables = `
CREATE TABLE IF NOT EXISTS workflows (
  tenant_id TEXT NOT NULL, name TEXT NOT NULL, newest INTEGER NOT NULL, removed INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS workflow_versions (
  tenant_id TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (tenant_id, name, version)
) STRICT;
CREATE TABLE IF NOT EXISTS workflow_definitions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL UNIQUE, definition TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS workflow_runs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, tenant_id TEXT NOT NULL, run_id TEXT NOT NULL, workflow TEXT, state TEXT NOT NULL,
  list_key TEXT NOT NULL, expires_at INTEGER, revision INTEGER NOT NULL, definition_id INTEGER NOT NULL, record TEXT NOT NULL,
  targets TEXT NOT NULL, output TEXT,
  UNIQUE (tenant_id, run_id)
) STRICT;
CREATE INDEX IF NOT EXISTS workflow_runs_of_tenant ON workflow_runs (tenant_id, list_key);
CREATE INDEX IF NOT EXISTS workflow_runs_by_state ON workflow_runs (tenant_id, state, list_key);
CREATE INDEX IF NOT EXISTS workflow_runs_by_workflow ON workflow_runs (tenant_id, workflow, list_key)
  WHERE workflow IS NOT NULL;
CREATE INDEX IF NOT EXISTS workflow_runs_by_both ON workflow_runs (tenant_id, workflow, state, list_key)
  WHERE workflow IS NOT NULL;
CREATE INDEX IF NOT EXISTS workflow_runs_by_definition ON workflow_runs (definition_id);
CREATE INDEX IF NOT EXISTS workflow_runs_expiring ON workflow_runs (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS workflow_inputs (run_seq INTEGER PRIMARY KEY, input TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS workflow_steps (
  run_seq INTEGER NOT NULL, step_id TEXT NOT NULL, revision INTEGER NOT NULL, record TEXT NOT NULL, output TEXT,
  PRIMARY KEY (run_seq, step_id)
) STRICT;
CREATE TABLE IF NOT EXISTS event_waits (
  topic TEXT NOT NULL, token TEXT NOT NULL, tenant_id TEXT NOT NULL, run_id TEXT NOT NULL, step_id TEXT NOT NULL, wait TEXT NOT NULL,
  PRIMARY KEY (topic, tenant_id, run_id, step_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS event_waits_by_token ON event_waits (topic, token);
CREATE INDEX IF NOT EXISTS event_waits_of_run ON event_waits (tenant_id, run_id);
CREATE TABLE IF NOT EXISTS event_boxes (
  tenant_id TEXT NOT NULL, run_id TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, box TEXT NOT NULL,
  PRIMARY KEY (tenant_id, run_id, key)
) STRICT;
CREATE TABLE IF NOT EXISTS delivered_events (
  id INTEGER PRIMARY KEY CHECK (id = 1), place INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS latches (
  tenant_id TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS offered_tasks (
  tenant_id TEXT NOT NULL, run_id TEXT NOT NULL, step_id TEXT NOT NULL, kind TEXT NOT NULL, visible_at INTEGER NOT NULL,
  revision INTEGER NOT NULL, record TEXT NOT NULL, parameters TEXT NOT NULL, input TEXT NOT NULL,
  PRIMARY KEY (tenant_id, run_id, step_id)
) STRICT;
CREATE INDEX IF NOT EXISTS offered_tasks_by_kind ON offered_tasks (tenant_id, kind, visible_at);
`;
