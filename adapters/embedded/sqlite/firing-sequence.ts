import type { FiringRecord } from '../../../core/ports/firing-store.ts';
import type { Database } from './database.ts';

/** The newest firings, which are kept at hand: each step of a run asks for them. */
const REMEMBERED = 20_000;

/** Payloads up to this size, in bytes, are kept with them. */
const SMALL_PAYLOAD_BYTES = 8 * 1024;

interface Recent {
  readonly seq: number;
  firing?: FiringRecord;
  readonly payload?: Uint8Array;
}

/** The number of each firing in its table, which keys its runs and e-mails; of the newest also the record and the payload. */
export function firingSequence(database: Database): {
  remember(firing: FiringRecord, seq: number, payload: Uint8Array): void;
  /** The record of a firing that is remembered whole. */
  firing(id: string): FiringRecord | undefined;
  finished(id: string, at: number): void;
  forget(id: string): void;
  of(id: string): number | undefined;
  payload(id: string): Uint8Array;
} {
  const recent = new Map<string, Recent>();

  const remember = (id: string, entry: Recent): void => {
    if (recent.size >= REMEMBERED) recent.delete(recent.keys().next().value!);
    recent.set(id, entry);
  };

  return {
    remember(firing, seq, payload) {
      remember(
        firing.id,
        payload.byteLength <= SMALL_PAYLOAD_BYTES ? { seq, firing, payload } : { seq, firing },
      );
    },
    firing: (id) => recent.get(id)?.firing,
    finished(id, at) {
      const known = recent.get(id);
      if (known?.firing !== undefined) known.firing = { ...known.firing, finishedAt: at };
    },
    forget: (id) => void recent.delete(id),
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
