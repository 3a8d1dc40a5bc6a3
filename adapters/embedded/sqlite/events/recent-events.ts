import type { EventRange, EventRecord, EventSelection } from '../../../../core/ports/event-log.ts';
import { selects } from './selects.ts';

/** Events that are kept at hand, and how many characters of values they may have together. */
const KEPT = 2000;
const KEPT_CHARACTERS = 8 * 1024 * 1024;

/** The newest events in memory: those who listen ask for them again and again, many at the same time. */
export interface RecentEvents {
  /** Of each event in turn, when it is on disk. */
  push(event: EventRecord): void;
  /** The first events of the selection in the range, at most `limit`; undefined when that reaches back too far. */
  read(selection: EventSelection, range: EventRange, limit: number): EventRecord[] | undefined;
  /** To be called when events are removed from the log. */
  clear(): void;
}

export function recentEvents(): RecentEvents {
  let kept: EventRecord[] = [];
  let characters = 0;

  return {
    push(event) {
      kept.push(event);
      characters += event.value.length;
      if (kept.length <= 2 * KEPT && characters <= 2 * KEPT_CHARACTERS) return;
      // Seldom, and the half at once.
      kept = kept.slice(-KEPT);
      characters = 0;
      for (const { value } of kept) characters += value.length;
      while (characters > KEPT_CHARACTERS) characters -= kept.shift()!.value.length;
    },
    read(selection, { after, upTo }, limit) {
      const first = kept[0];
      if (first === undefined || after < first.offset - 1) return undefined;
      const found: EventRecord[] = [];
      // Offsets have no gaps while one process gives them.
      for (let index = after + 1 - first.offset; index < kept.length && found.length < limit; index++) {
        const event = kept[index]!;
        if (upTo !== undefined && event.offset > upTo) break;
        if (selects(selection, event)) found.push(event);
      }
      return found;
    },
    clear() {
      kept = [];
      characters = 0;
    },
  };
}
