import type { MailState } from '../../../core/contract/firing.ts';
import type { MailRecord, MailStore } from '../../../core/ports/mail-store.ts';
import type { Database } from './database.ts';

interface Row {
  firing_id: string;
  handler_id: number;
  tenant_id: string;
  recipient: string;
  subject: string;
  state: MailState;
  attempts: number;
  last_error: string | null;
  created_at: number;
  sent_at: number | null;
}

/** The mail queue in SQLite, with what the pump that sends from it asks for. */
export interface SqliteMailStore extends MailStore {
  /** Queued e-mails whose time has come, oldest due first. */
  due(now: number, limit: number): Promise<MailRecord[]>;
  /** When the next queued e-mail is due, in milliseconds since the epoch; undefined when none is queued. */
  nextDue(): number | undefined;
}

const SELECT = 'SELECT m.*, f.id AS firing_id FROM mails m JOIN firings f ON f.seq = m.firing_seq';

/**
 * E-mails in SQLite. With `outbox`, there is no mail server: an e-mail is `kept` from the start, to be read by
 * `hookline mail`. `onQueued` is called when a new one waits to be sent.
 */
export function sqliteMailStore(deps: {
  database: Database;
  outbox?: boolean;
  onQueued?: () => void;
}): SqliteMailStore {
  const { database } = deps;
  const firstState: MailState = deps.outbox === true ? 'kept' : 'pending';

  return {
    async enqueue(mail) {
      database.write(() =>
        database
          .prepare(
            `INSERT INTO mails (firing_seq, handler_id, tenant_id, recipient, subject, state, attempts, created_at, retry_at)
             SELECT seq, ?, ?, ?, ?, ?, 0, ?, ? FROM firings WHERE id = ? ON CONFLICT DO NOTHING`,
          )
          .run(
            mail.handlerId,
            mail.tenantId,
            mail.to,
            mail.subject,
            firstState,
            mail.createdAt,
            firstState === 'pending' ? mail.createdAt : null,
            mail.firingId,
          ),
      );
      deps.onQueued?.();
    },
    async get({ firingId, handlerId }) {
      const row = database.prepare(`${SELECT} WHERE f.id = ? AND m.handler_id = ?`).get(firingId, handlerId);
      await database.durable();
      return row === undefined ? undefined : toMail(row as unknown as Row);
    },
    async list({ tenantId, state, limit }) {
      const rows = database
        .prepare(
          `${SELECT} WHERE (? IS NULL OR m.tenant_id = ?) AND (? IS NULL OR m.state = ?)
           ORDER BY m.firing_seq DESC, m.handler_id DESC LIMIT ?`,
        )
        .all(tenantId ?? null, tenantId ?? null, state ?? null, state ?? null, limit);
      await database.durable();
      return (rows as unknown as Row[]).map(toMail);
    },
    async record({ firingId, handlerId }, { state, at, error, retryAt }) {
      database.write(() =>
        database
          .prepare(
            `UPDATE mails SET state = ?, attempts = attempts + 1, last_error = ?, sent_at = ?, retry_at = ?
             WHERE firing_seq = (SELECT seq FROM firings WHERE id = ?) AND handler_id = ?`,
          )
          .run(state, error ?? null, state === 'sent' ? at : null, retryAt ?? null, firingId, handlerId),
      );
      await database.durable();
    },
    async due(now, limit) {
      const rows = database
        .prepare(`${SELECT} WHERE m.state = 'pending' AND m.retry_at <= ? ORDER BY m.retry_at LIMIT ?`)
        .all(now, limit);
      await database.durable();
      return (rows as unknown as Row[]).map(toMail);
    },
    nextDue() {
      const { at } = database
        .prepare("SELECT min(retry_at) AS at FROM mails WHERE state = 'pending'")
        .get() as {
        at: number | null;
      };
      return at ?? undefined;
    },
  };
}

function toMail(row: Row): MailRecord {
  return {
    firingId: row.firing_id,
    handlerId: row.handler_id,
    tenantId: row.tenant_id,
    to: row.recipient,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at,
    sentAt: row.sent_at,
  };
}
