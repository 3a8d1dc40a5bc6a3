import { finalState } from '../firing/final-state.ts';
import type { ItemRecord } from '../ports/firing-store.ts';
import type { RunOutcome } from '../ports/runner.ts';
import { formatDuration } from './format-duration.ts';
import type { Table } from './table.ts';

/** Items that an e-mail shows. */
const ROWS = 50;

/** Characters of an item's result or error. */
const TEXT_LENGTH = 200;

type ItemState = ReturnType<typeof finalState>;

/** How the items are counted, and which come first when there are too many to show. */
const order: readonly ItemState[] = ['failed', 'succeeded', 'skipped', 'cancelled'];

/** The table of a run's items, by index; of too many, those that failed come first, and the rest is counted. */
export function itemsTable(items: readonly ItemRecord[], count: number): Table {
  const known = new Map(items.map((item) => [item.index, item]));
  const all = Array.from({ length: count }, (_, index) => rowOf(index, known.get(index)));
  const most = all.length <= ROWS ? all : order.flatMap((state) => all.filter((row) => row.state === state));
  const shown = most.slice(0, ROWS).sort((a, b) => a.index - b.index);
  const rest = most.slice(ROWS);
  return {
    heading: count === 0 ? 'Items (none)' : `Items (${countByState(all)})`,
    columns: ['Item', 'State', 'Attempts', 'Duration', 'Result'],
    rows: shown.map((row) => row.cells),
    below: rest.length === 0 ? '' : `and ${rest.length} more (${countByState(rest)})`,
  };
}

interface Row {
  readonly index: number;
  readonly state: ItemState;
  readonly cells: readonly string[];
}

/** An item that has no outcome when its run has one was cancelled before it ran. */
function rowOf(index: number, item: ItemRecord | undefined): Row {
  const outcome = item?.outcome ?? null;
  const state = outcome === null ? 'cancelled' : finalState(outcome);
  return {
    index,
    state,
    cells: [
      String(index),
      state,
      String(item?.attempt ?? 0),
      outcome === null ? '' : formatDuration(outcome.durationMs),
      outcome === null ? '' : textOf(outcome),
    ],
  };
}

/** On one line, for the table. */
function textOf(outcome: RunOutcome): string {
  const text = outcome.ok
    ? outcome.result
    : outcome.cancelled === true
      ? ''
      : `${outcome.error.name}: ${outcome.error.message}`;
  const line = text
    .slice(0, TEXT_LENGTH + 1)
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > TEXT_LENGTH ? `${line.slice(0, TEXT_LENGTH)}...` : line;
}

function countByState(rows: readonly Row[]): string {
  const counts = order.map((state) => ({ state, count: rows.filter((row) => row.state === state).length }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state}`)
    .join(', ');
}
