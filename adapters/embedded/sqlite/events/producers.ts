import type { Appended, EventDraft, EventRecord, ProducerKey } from '../../../../core/ports/event-log.ts';
import type { Database } from '../database.ts';
import { type EventRow, SELECT_EVENTS, toEvent } from './event-rows.ts';
import type { EventWriter } from './write-events.ts';

/** Producers in SQLite: each opening has a number of its own, and an event has the number of who sent it and its sequence. */
export interface Producers {
  /** To be called inside a write. An event sent before whose original has expired and is gone is answered with offset 0. */
  append(drafts: readonly EventDraft[], at: number, producer: ProducerKey & { sequence: number }): Appended;
  open(producer: ProducerKey): { nextSequence: number };
  close(producer: ProducerKey): boolean;
}

export function openProducers(database: Database, writer: EventWriter): Producers {
  const find = ({ tenantId, clientId }: ProducerKey) =>
    database
      .prepare(
        'SELECT id, next_sequence AS nextSequence FROM producers WHERE tenant_id = ? AND client_id = ?',
      )
      .get(tenantId, clientId) as { id: number; nextSequence: number } | undefined;

  const originals = (
    producerId: number,
    first: number,
    drafts: readonly EventDraft[],
    at: number,
  ): EventRecord[] => {
    if (drafts.length === 0) return [];
    const rows = database
      .prepare(`${SELECT_EVENTS} WHERE e.producer_id = ? AND e.sequence BETWEEN ? AND ?`)
      .all(producerId, first, first + drafts.length - 1) as unknown as EventRow[];
    const bySequence = new Map(rows.map((row) => [row.sequence, toEvent(row)]));
    return drafts.map(
      ({ expiresAt, ...draft }, index) =>
        bySequence.get(first + index) ?? { ...draft, offset: 0, createdAt: at },
    );
  };

  return {
    append(drafts, at, producer) {
      const standing = find(producer);
      if (standing === undefined) return { state: 'no-producer' };
      const { id, nextSequence } = standing;
      const { sequence } = producer;
      if (sequence > nextSequence) return { state: 'gap', nextSequence };
      const duplicates = Math.min(nextSequence - sequence, drafts.length);
      const events = originals(id, sequence, drafts.slice(0, duplicates), at);
      for (const [index, draft] of drafts.entries()) {
        if (index < duplicates) continue;
        events.push(writer.write(draft, at, { producerId: id, sequence: sequence + index }));
      }
      if (duplicates < drafts.length) {
        database
          .prepare('UPDATE producers SET next_sequence = ? WHERE id = ?')
          .run(sequence + drafts.length, id);
      }
      return { state: 'appended', events, duplicates };
    },
    open(producer) {
      const standing = find(producer);
      if (standing !== undefined) return { nextSequence: standing.nextSequence };
      database.write(() =>
        database
          .prepare('INSERT INTO producers (tenant_id, client_id, next_sequence) VALUES (?, ?, 1)')
          .run(producer.tenantId, producer.clientId),
      );
      return { nextSequence: 1 };
    },
    close: ({ tenantId, clientId }) =>
      database.write(() =>
        database
          .prepare('DELETE FROM producers WHERE tenant_id = ? AND client_id = ?')
          .run(tenantId, clientId),
      ).changes === 1,
  };
}
