import type { EventSelection } from '../../../../core/ports/event-log.ts';
import type { Database } from '../database.ts';
import type { EventSource } from './find-sources.ts';

/** Rows looked at in one turn of the event loop. */
const SLICE = 2000;

/** What is asked of a source: its events in `(after, upTo]`, from the start, or from the end backwards. */
export interface Scan {
  readonly after: number;
  readonly upTo: number;
  readonly backwards: boolean;
  /** How many are wanted at least; as many as there are unless given. */
  readonly atLeast?: number;
}

/** An event found, with what it is counted by. */
interface Found {
  readonly offset: number;
  readonly sender: string;
}

interface Row extends Found {
  readonly event_type: string | null;
  readonly namespace_id: number;
}

const places = { stream: 'stream_id = ? AND', namespace: 'namespace_id = ? AND', log: '' };

/** The source's events that pass the selection's sender and type, slice by slice; other work goes on in between. */
export async function* scanSource(
  database: Database,
  source: EventSource,
  { sender, eventType }: EventSelection,
  scan: Scan,
): AsyncGenerator<Found[]> {
  const statement = database.prepare(
    `SELECT offset, sender, event_type, namespace_id FROM events
     WHERE ${places[source.of]} offset > ? AND offset <= ? ORDER BY offset ${scan.backwards ? 'DESC' : 'ASC'} LIMIT ?`,
  );
  const passes = (row: Row): boolean =>
    (sender === undefined || row.sender === sender) &&
    (eventType === undefined || row.event_type === eventType) &&
    (source.of !== 'log' || source.has(row.namespace_id, row.offset));

  const id = source.of === 'log' ? [] : [source.id];
  let after = Math.max(scan.after, source.floor);
  let { upTo } = scan;
  let size = Math.min(scan.atLeast ?? SLICE, SLICE);
  while (after < upTo) {
    const rows = statement.all(...id, after, upTo, size) as unknown as Row[];
    yield rows.filter(passes);
    if (rows.length < size) return;
    const last = rows.at(-1)!.offset;
    if (scan.backwards) upTo = last - 1;
    else after = last;
    size = SLICE;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
