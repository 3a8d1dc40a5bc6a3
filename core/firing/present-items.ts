import type { Run } from '../contract/firing.ts';
import type { ItemRecord, RunRecord } from '../ports/firing-store.ts';
import { stateOf } from './run-state.ts';

type Item = NonNullable<Run['items']>[number];

/** Every item of a run by index, also those that nothing is known of: planned, or cancelled with the run. */
export function presentItems(
  run: Pick<RunRecord, 'itemCount' | 'outcome'>,
  items: readonly ItemRecord[],
): Item[] {
  const known = new Map(items.map((item) => [item.index, item]));
  return Array.from({ length: run.itemCount ?? 0 }, (_, index): Item => {
    const item = known.get(index);
    const outcome = item?.outcome ?? null;
    const returned = outcome?.ok === false ? outcome.returnedFailure : outcome;
    const error = outcome?.ok === false ? outcome.error : undefined;
    const began = item !== undefined && item.attempt > 0;
    return {
      index,
      state: outcome === null && run.outcome !== null ? 'cancelled' : stateOf(item),
      attempt: item?.attempt ?? 0,
      startedAt: began ? iso(item.startedAt) : null,
      endedAt: item?.endedAt == null ? null : iso(item.endedAt),
      result: returned?.result ?? null,
      error: error === undefined ? null : { name: error.name, message: error.message },
      output: outcome?.output ?? '',
      nextAt: item?.waiting?.until == null ? null : iso(item.waiting.until),
    };
  });
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
