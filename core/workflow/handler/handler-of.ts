import type { HandlerRecord, HandlerStore } from '../../ports/handler-store.ts';
import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';

/** The handler that was fixed for a task when the run started, at its version then. */
export async function handlerOf(
  deps: { handlers: Pick<HandlerStore, 'version'> },
  run: Pick<WorkflowRunRecord, 'targets'>,
  task: string,
): Promise<HandlerRecord> {
  const target = run.targets[task];
  if (target?.kind !== 'handler') throw new Error(`No handler was fixed for the task ${task}.`);
  const handler = await deps.handlers.version(target.handlerId, target.version);
  if (handler === undefined) throw new Error(`Handler ${target.handlerId}@${target.version} is not stored.`);
  return handler;
}
