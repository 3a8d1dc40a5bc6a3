import { limits } from '../../contract/limits.ts';
import type { EndTask } from '../../contract/task.ts';
import { isDeeperThan } from '../../json-depth.ts';
import type { StepRecord } from '../../ports/workflow-run-store.ts';
import { declareProblem } from '../../problem.ts';
import { nodeOutput } from '../data/node-output.ts';
import type { StepResult } from '../run/step-work.ts';

const outputTooDeep = declareProblem('task-output-too-deep', {
  status: 422,
  title: 'The output of a task is nested too deeply',
});

/**
 * How a step ends with what its worker says.
 *
 * @throws `task-output-too-deep`.
 */
export function taskResult({ status, output, name, reason }: EndTask): StepResult {
  if (isDeeperThan(output, limits.payloadDepth)) {
    throw outputTooDeep(`Arrays and objects may be nested ${limits.payloadDepth} levels deep.`, {
      field: 'output',
    });
  }
  if (status === 'SUCCESS') return { output: nodeOutput(output) };
  return { error: { name: name ?? 'TaskFailed', message: reason ?? 'The worker gave no reason.' } };
}

/**
 * Whether a step has ended with this result: who says the same again is answered as before. An error that is a value to the run
 * (`$catchErrors`) is found in the output.
 */
export function hasEndedSo({ state, output, error }: StepRecord, result: StepResult): boolean {
  if (state === 'failed') return 'error' in result && isSame(error, result.error);
  if (state !== 'succeeded' || output === null) return false;
  if ('output' in result && isEqual(output, result.output)) return true;
  const { error: caught, result: given } = output as { error?: unknown; result?: unknown };
  return 'error' in result
    ? isSame(caught, result.error)
    : given !== undefined && isEqual(given, result.output);
}

function isSame(found: unknown, { name, message }: { name: string; message: string }): boolean {
  const error = found as { name?: unknown; message?: unknown } | null | undefined;
  return error?.name === name && error.message === message;
}

/** Whether two JSON values of bounded depth are the same, whatever the order of keys. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const entries = Object.entries(one);
  return (
    entries.length === Object.keys(other).length &&
    entries.every(
      ([key, value]) => Object.hasOwn(other, key) && isEqual(value, (other as Record<string, unknown>)[key]),
    )
  );
}
