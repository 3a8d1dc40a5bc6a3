import type { PlannedRun } from '../ports/firing-store.ts';
import type { HandlerRecord, HandlerStore } from '../ports/handler-store.ts';

/** The handler at the version that was planned. Versions are never removed, so one that is not there is a defect. */
export async function plannedHandler(
  deps: { handlers: Pick<HandlerStore, 'version'> },
  run: PlannedRun,
): Promise<HandlerRecord> {
  const handler = await deps.handlers.version(run.handlerId, run.version);
  if (handler === undefined) throw new Error(`Handler ${run.handlerId}@${run.version} is not stored.`);
  return handler;
}
