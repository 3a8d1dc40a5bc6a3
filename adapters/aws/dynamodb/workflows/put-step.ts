import type { EventDraft } from '../../../../core/ports/event-log.ts';
import type { StepRecord } from '../../../../core/ports/workflow-run-store.ts';
import { isStepToldAgain } from '../../../../core/workflow/run/told-again.ts';
import type { Objects } from '../../objects.ts';
import type { Place } from '../firings/firing-items.ts';
import type { Table } from '../table.ts';
import { runFolder, stepItemKey, TELL_AGAIN } from './run-items.ts';
import { placeAttributes, placeText } from './stored-text.ts';
import { putRevised, type Revised } from './write-revised.ts';

/** A step as it is stored. */
export function stepItem(
  step: StepRecord,
  places: { record: Place; output: Place | null; events: Place | null },
  writeId: string,
): Revised & Record<string, unknown> {
  return {
    ...stepItemKey(step),
    ...placeAttributes('record', places.record),
    ...placeAttributes('output', places.output),
    ...placeAttributes('events', places.events),
    ...(isStepToldAgain(step) && { [TELL_AGAIN]: 'yes' }),
    revision: step.revision,
    writeId,
  };
}

/** False when another write was first. */
export async function putStep(
  table: Table,
  objects: Pick<Objects, 'put'>,
  step: StepRecord,
  events: readonly EventDraft[],
  writeId: string,
): Promise<boolean> {
  const { output, ...record } = step;
  const place = (value: unknown) => placeText(objects, runFolder(step), JSON.stringify(value));
  const places = {
    record: await place(record),
    output: output === null ? null : await place(output),
    events: events.length === 0 ? null : await place(events),
  };
  return await putRevised(table, stepItem(step, places, writeId));
}
