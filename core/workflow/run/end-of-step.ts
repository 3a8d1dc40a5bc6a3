import { limits } from '../../contract/limits.ts';
import type { Structured, WorkflowNode } from '../../contract/workflow.ts';
import type { StepRecord, WorkflowError } from '../../ports/workflow-run-store.ts';
import type { StepResult } from './step-work.ts';

/**
 * What a result makes of a step. Where the node has `$catchErrors`, it has an output in any case: `{"result": …, "error": …}`, one of
 * them null. An output that is too large to be kept is an error.
 */
export function endOfStep(step: StepRecord, node: WorkflowNode, result: StepResult, at: number): StepRecord {
  const starts = step.work?.starts;
  const work =
    result.work === undefined ? step.work : { ...(starts !== undefined && { starts }), ...result.work };
  const end = { ...step, startedAt: step.startedAt ?? at, endedAt: at, work };
  const caught = catchesErrors(node);
  const given =
    'output' in result ? sized(caught ? { result: result.output, error: null } : result.output) : result;
  if ('output' in given) return { ...end, state: 'succeeded', output: given.output };
  const { name, message } = given.error;
  if (caught) return { ...end, state: 'succeeded', output: { result: null, error: { name, message } } };
  return { ...end, state: 'failed', error: { name, message, step: step.stepId } };
}

/** The output, or why it is too large. */
export function sized(
  output: Structured,
): { readonly output: Structured } | { readonly error: WorkflowError } {
  const bytes = Buffer.byteLength(JSON.stringify(output));
  if (bytes <= limits.payloadBytes) return { output };
  const message = `The output has ${bytes} bytes; it may have ${limits.payloadBytes}. Store the data elsewhere and give a link.`;
  return { error: { name: 'OutputTooLarge', message } };
}

function catchesErrors(node: WorkflowNode): boolean {
  if (node.kind !== 'task' || node.parameters === null || Array.isArray(node.parameters)) return false;
  return node.parameters.$catchErrors === true;
}
