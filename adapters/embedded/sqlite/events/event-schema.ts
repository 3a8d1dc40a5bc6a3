/**
 * The tables of the event log. Key and namespace of an event are one number, its stream; `offset` is the row's own number, so each
 * index ends with it and gives its events in order. The number of a stream that was removed is never another's.
 */
export const eventTables = `
CREATE TABLE IF NOT EXISTS namespaces (
  name TEXT PRIMARY KEY, owner_id TEXT NOT NULL, owner TEXT NOT NULL, readers TEXT NOT NULL, writers TEXT NOT NULL,
  retention_days INTEGER NOT NULL, created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS subscriptions (
  tenant_id TEXT NOT NULL, name TEXT NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event_namespaces (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS event_streams (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, namespace_id INTEGER NOT NULL,
  UNIQUE (key, namespace_id)
) STRICT;
CREATE TABLE IF NOT EXISTS events (
  offset INTEGER PRIMARY KEY, namespace_id INTEGER NOT NULL, stream_id INTEGER NOT NULL, created_at INTEGER NOT NULL,
  sender TEXT NOT NULL, event_type TEXT, context TEXT, value TEXT NOT NULL, producer_id INTEGER, sequence INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS events_by_namespace ON events (namespace_id);
CREATE INDEX IF NOT EXISTS events_by_stream ON events (stream_id);
CREATE UNIQUE INDEX IF NOT EXISTS events_by_producer ON events (producer_id, sequence) WHERE producer_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS producers (
  id INTEGER PRIMARY KEY AUTOINCREMENT, tenant_id TEXT NOT NULL, client_id TEXT NOT NULL, next_sequence INTEGER NOT NULL,
  UNIQUE (tenant_id, client_id)
) STRICT;
CREATE TABLE IF NOT EXISTS bound_hooks (
  hook TEXT PRIMARY KEY, bound_after INTEGER NOT NULL, position INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS pruned_events (
  id INTEGER PRIMARY KEY CHECK (id = 1), log_end INTEGER NOT NULL, end_created_at INTEGER NOT NULL
) STRICT;
`;
