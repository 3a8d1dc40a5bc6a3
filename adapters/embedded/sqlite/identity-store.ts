import type { Role } from '../../../core/contract/identity.ts';
import type { IdentityStore, KeyRecord, UserRecord } from '../../../core/ports/identity-store.ts';
import type { Database } from './database.ts';

type Row = Record<string, string | number | null>;

/** Users and keys in SQLite. */
export function sqliteIdentityStore(database: Database): IdentityStore {
  const user = (sql: string, value: string): UserRecord | undefined => {
    const row = database.prepare(sql).get(value) as Row | undefined;
    return row === undefined ? undefined : toUser(row);
  };

  return {
    async addUser({ id, name, role, createdAt }) {
      const { changes } = database.write(() =>
        database
          .prepare(
            'INSERT INTO users (id, name, role, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING',
          )
          .run(id, name, role, createdAt),
      );
      await database.durable();
      return changes === 1 ? 'added' : 'taken';
    },
    userByName: async (name) => user('SELECT * FROM users WHERE name = ?', name),
    userById: async (id) => user('SELECT * FROM users WHERE id = ?', id),
    listUsers: async () => (database.prepare('SELECT * FROM users ORDER BY name').all() as Row[]).map(toUser),
    async addKey({ id, userId, secretHash, createdAt, expiresAt }) {
      database.write(() =>
        database
          .prepare(
            'INSERT INTO keys (id, user_id, secret_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)',
          )
          .run(id, userId, secretHash, createdAt, expiresAt),
      );
      await database.durable();
    },
    async key(id) {
      const row = database.prepare('SELECT * FROM keys WHERE id = ?').get(id) as Row | undefined;
      return row === undefined ? undefined : toKey(row);
    },
    async listKeys(userId) {
      const rows = database
        .prepare('SELECT * FROM keys WHERE ? IS NULL OR user_id = ? ORDER BY created_at, id')
        .all(userId ?? null, userId ?? null);
      return (rows as Row[]).map(toKey);
    },
    async expireKey(id, expiresAt) {
      database.write(() =>
        database
          .prepare('UPDATE keys SET expires_at = ? WHERE id = ? AND (expires_at IS NULL OR expires_at > ?)')
          .run(expiresAt, id, expiresAt),
      );
      await database.durable();
    },
  };
}

function toUser(row: Row): UserRecord {
  return {
    id: String(row.id),
    name: String(row.name),
    role: row.role as Role,
    createdAt: Number(row.created_at),
  };
}

function toKey(row: Row): KeyRecord {
  return {
    id: String(row.id),
    userId: String(row.user_id),
    secretHash: String(row.secret_hash),
    createdAt: Number(row.created_at),
    expiresAt: row.expires_at as number | null,
  };
}
