import type { EventSelection } from '../../../../core/ports/event-log.ts';
import type { LogContext } from './log-context.ts';
import { queryNamespaces } from './log-namespaces.ts';
import { namespacePartition, streamPartition } from './pointer-items.ts';

/** How events of a selection are found: along the log, or by the pointers of some streams or namespaces. */
export type ReadPlan =
  | { readonly along: 'log' }
  | { readonly along: 'pointers'; readonly partitions: string[] };

/** More partitions than these are not asked one by one. */
const MOST_PARTITIONS = 1000;

/** @param namespaces those that may have events of the selection; undefined for all there are. */
export function planRead(
  namespaces: readonly string[] | undefined,
  keys: readonly string[] | undefined,
): ReadPlan {
  if (namespaces === undefined) return { along: 'log' };
  if (keys !== undefined && namespaces.length * keys.length <= MOST_PARTITIONS) {
    const partitions = namespaces.flatMap((namespace) => keys.map((key) => streamPartition(namespace, key)));
    return { along: 'pointers', partitions };
  }
  if (namespaces.length > MOST_PARTITIONS) return { along: 'log' };
  return { along: 'pointers', partitions: namespaces.map(namespacePartition) };
}

/** Who sees everything and asks for keys reads them in each namespace that the log has. */
export async function planFor(log: LogContext, { scope, keys }: EventSelection): Promise<ReadPlan> {
  if (scope.others === undefined) return planRead([...scope.notBefore.keys()], keys);
  return planRead(keys === undefined ? undefined : await queryNamespaces(log.table), keys);
}
