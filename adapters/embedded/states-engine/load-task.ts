import { isObject } from './json.ts';
import {
  AFTER_WORK,
  clause,
  type Fields,
  type Loading,
  numberOrExpression,
  onlyFields,
  onward,
  PLAIN,
  requiredExpression,
  template,
  type Variables,
} from './load-fields.ts';
import { guarded } from './load-guards.ts';
import type { Evaluate, TaskState } from './machine.ts';
import { TASK_SECONDS } from './number-rules.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';

export function loadTask(
  name: string,
  document: Fields,
  path: string,
  variables: Variables,
  loading: Loading,
): TaskState {
  onlyFields(
    document,
    path,
    [
      ...['Type', 'Comment', 'QueryLanguage', 'Assign', 'Output', 'Next', 'End', 'Retry', 'Catch'],
      ...['Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds'],
    ],
    loading,
  );
  const { Resource, TimeoutSeconds, HeartbeatSeconds } = document;
  const waitsForToken = Resource === `${INVOKE}.waitForTaskToken`;
  if (Resource !== INVOKE && !waitsForToken) {
    loading.refuse(`${path}/Resource`, {
      problem: `${JSON.stringify(Resource)} is not supported.`,
      remedy: `Use ${INVOKE} or ${INVOKE}.waitForTaskToken, and do the work in a task function.`,
    });
  }
  if (waitsForToken && loading.type === 'EXPRESS') {
    loading.refuse(`${path}/Resource`, {
      problem: 'EXPRESS machines cannot wait for task tokens.',
      remedy: 'Make the machine STANDARD.',
    });
  }
  if (
    typeof TimeoutSeconds === 'number' &&
    typeof HeartbeatSeconds === 'number' &&
    HeartbeatSeconds >= TimeoutSeconds
  ) {
    loading.refuse(`${path}/HeartbeatSeconds`, {
      problem: 'It is not below TimeoutSeconds.',
      remedy: 'Lower it, or raise the timeout.',
    });
  }
  const seconds = (field: string): Evaluate | undefined =>
    numberOrExpression(document[field], `${path}/${field}`, field, TASK_SECONDS, loading);
  return {
    type: 'Task',
    name,
    waitsForToken,
    arguments: invocation(document.Arguments, `${path}/Arguments`, loading),
    timeoutSeconds: seconds('TimeoutSeconds'),
    heartbeatSeconds: seconds('HeartbeatSeconds'),
    ...guarded(document, path, variables, loading),
    ...clause(document, path, '', AFTER_WORK, variables, loading),
    ...onward(document, path, loading),
  };
}

function invocation(value: unknown, path: string, loading: Loading): Evaluate {
  if (typeof value === 'string') return requiredExpression(value, path, 'Arguments', PLAIN, loading);
  if (!isObject(value)) {
    return loading.refuse(path, {
      problem: 'There are no Arguments.',
      remedy: 'Give FunctionName and Payload.',
    });
  }
  onlyFields(value, path, ['FunctionName', 'Payload'], loading);
  const { FunctionName } = value;
  const at = `${path}/FunctionName`;
  if (typeof FunctionName !== 'string' || FunctionName === '') {
    return loading.refuse(at, { problem: 'It must be a text.', remedy: 'Name the task function.' });
  }
  if (!FunctionName.startsWith('{%') && !loading.hasTask(FunctionName)) {
    loading.refuse(at, {
      problem: `There is no task function '${FunctionName}'.`,
      remedy: 'Register it, or correct the name.',
    });
  }
  return template(value, path, 'Arguments', PLAIN, loading)!;
}
