import type { Event } from '../../core/contract/event.ts';
import { writeExactly } from '../exact-json.ts';
import { formatTable } from './format-table.ts';
import { plainLine } from './plain-text.ts';

/** What of an event one line shows, in its order. */
const headings = ['OFFSET', 'TIME', 'NAMESPACE', 'KEY', 'TYPE', 'SENDER', 'VALUE'];

/** The longest value of a line of the live tail, in characters. */
const TAIL_LENGTH = 4000;

/** Events as a table. */
export function formatEvents(events: readonly Event[]): string {
  return formatTable(headings, events.map(cellsOf), 'There are no such events.');
}

/** An event as one line, for the live tail, where no column can know how wide it gets. */
export function formatEventLine(event: Event): string {
  const cells = cellsOf(event).map((cell) => plainLine(cell, TAIL_LENGTH));
  return `${cells.map((cell) => (cell === '' ? '-' : cell)).join('  ')}\n`;
}

function cellsOf({ offset, createTime, namespace, key, eventType, sender, value }: Event): string[] {
  return [String(offset), createTime, namespace, key, eventType ?? '', sender, writeExactly(value, 'value')];
}
