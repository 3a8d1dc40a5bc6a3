import type { Database } from './database.ts';

/** Firings whose number and small payload are kept at hand between acceptance and end. */
const REMEMBERED = 20_000;

/** Payloads up to this size, in bytes, are kept with them. */
const SMALL_PAYLOAD_BYTES = 8 * 1024;

/**
 * The number of each firing in its table, which keys its runs and e-mails, and its payload. The newest are remembered,
 * since each step of a run asks for them.
 */
export function firingSequence(database: Database): {
  remember(id: string, seq: number, payload: Uint8Array): void;
  of(id: string): number | undefined;
  payload(id: string): Uint8Array;
} {
  const recent = new Map<string, { seq: number; payload?: Uint8Array }>();

  const remember = (id: string, entry: { seq: number; payload?: Uint8Array }): void => {
    if (recent.size >= REMEMBERED) recent.delete(recent.keys().next().value!);
    recent.set(id, entry);
  };

  return {
    remember(id, seq, payload) {
      remember(id, payload.byteLength <= SMALL_PAYLOAD_BYTES ? { seq, payload } : { seq });
    },
    of(id) {
      const known = recent.get(id);
      if (known !== undefined) return known.seq;
      const row = database.prepare('SELECT seq FROM firings WHERE id = ?').get(id) as
        | { seq: number }
        | undefined;
      if (row !== undefined) remember(id, row);
      return row?.seq;
    },
    payload(id) {
      const known = recent.get(id)?.payload;
      if (known !== undefined) return known;
      const row = database.prepare('SELECT payload FROM firings WHERE id = ?').get(id) as
        | { payload: Uint8Array }
        | undefined;
      if (row === undefined) throw new Error(`There is no firing ${id}.`);
      return row.payload;
    },
  };
}
