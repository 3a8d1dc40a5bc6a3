import { limits } from '../../contract/limits.ts';
import type { EndTask, TaskReceipt } from '../../contract/task.ts';
import { platformNamespace } from '../../events/namespace-access.ts';
import type { EventDraft, EventSelection } from '../../ports/event-log.ts';
import type { OfferedTask } from '../../ports/task-queue.ts';

/** The type of the event that tells workers of a task. */
export const START_TASK = 'start-task';

const KEPT_MS = limits.eventRetentionDays.default * 24 * 3600 * 1000;

/** Room for what stands beside parameters, input and output in the value of an event, in bytes. */
const BESIDE_BYTES = 8 * 1024;

/**
 * A task that can be taken, with littleflow's fields: `name`, `base`, `index`, `workflow` (the run), `parameters` where there are
 * some and `input` unless it is empty; parameters and input that are too large for an event are left out. Its key is the kind, its
 * context the run.
 *
 * @param owner the name of the user whose run it is.
 */
export function startTaskEvent(owner: string, task: OfferedTask, at: number): EventDraft {
  const { kind, name, node, runId, stepId, parameters, input } = task;
  const about = { name, base: kind, index: node, workflow: runId, step: stepId };
  const data = {
    ...(parameters !== null && { parameters }),
    ...(Object.keys(input).length > 0 && { input }),
  };
  return draft(owner, task, START_TASK, { ...about, ...(fits(data) && data) }, at);
}

/** That a worker has seen the task. */
export function receiptEvent(owner: string, task: OfferedTask, receipt: TaskReceipt, at: number): EventDraft {
  return draft(owner, task, 'receipt', receipt, at);
}

/**
 * That the task has ended. Its output is stored in the run, and not told here; what a failure gave beside its reason is stored
 * nowhere else.
 */
export function endTaskEvent(owner: string, task: OfferedTask, end: EndTask, at: number): EventDraft {
  const { kind, name, node, runId, stepId } = task;
  const { status, reason, output } = end;
  const about = { name, base: kind, index: node, workflow: runId, step: stepId, status };
  const failure = status === 'FAILURE' && {
    ...(reason !== undefined && { reason }),
    ...(output !== undefined && fits(output) && { output }),
  };
  return draft(owner, task, 'end-task', { ...about, ...failure }, at);
}

/** The `start-task` events of a kind, among those of one user's runs. */
export function startsOf(owner: string, kind: string): EventSelection {
  const namespace = platformNamespace(owner);
  return {
    scope: { notBefore: new Map([[namespace, 0]]), others: undefined },
    keys: [kind],
    sender: undefined,
    eventType: START_TASK,
  };
}

function draft(owner: string, task: OfferedTask, eventType: string, value: object, at: number): EventDraft {
  return {
    key: task.kind,
    value: JSON.stringify(value),
    eventType,
    context: task.runId,
    namespace: platformNamespace(owner),
    sender: task.name,
    expiresAt: at + KEPT_MS,
  };
}

function fits(data: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(data)) <= limits.eventValueBytes - BESIDE_BYTES;
}
