import type { EventBox, EventBoxes } from '../../../../core/ports/event-boxes.ts';
import type { Ids } from '../../../../core/ports/ids.ts';
import type { Objects } from '../../objects.ts';
import type { Table } from '../table.ts';
import { boxItem } from './event-box-items.ts';
import { getEventBox } from './get-event-box.ts';
import { runFolder } from './run-items.ts';
import { placeText } from './stored-text.ts';
import { putRevised } from './write-revised.ts';

/** The meeting places of events that are sent to runs: in the workflows' table, large events in the bucket, both with their run. */
export function dynamodbEventBoxes(deps: {
  readonly table: Table;
  readonly objects: Pick<Objects, 'get' | 'put'>;
  readonly ids: Pick<Ids, 'next'>;
}): EventBoxes {
  const { table, objects, ids } = deps;
  const place = async (box: EventBox) =>
    box.event === null ? null : await placeText(objects, runFolder(box), JSON.stringify(box.event));
  return {
    get: (key) => getEventBox(table, objects, key),
    put: async (box) => await putRevised(table, boxItem(box, await place(box), ids.next())),
  };
}
