import { expect, test } from 'vitest';
import type { WorkflowRun, WorkflowStepSummary } from '../../../core/contract/workflow-run.ts';
import { stepProgress } from '../../../sdk/cli/step-progress.ts';

const step = (more: Partial<WorkflowStepSummary>): WorkflowStepSummary => ({
  id: '1',
  node: 1,
  kind: 'task',
  name: 'fetch',
  state: 'active',
  startedAt: '2026-11-21T12:00:00.000Z',
  endedAt: null,
  error: null,
  ...more,
});
const run = (...steps: WorkflowStepSummary[]) => ({ steps }) as WorkflowRun;

test('each step that begins or ends has a line, once, in the order of time', () => {
  const progress = stepProgress();
  expect(progress(run(step({})))).toBe('2026-11-21T12:00:00.000Z  fetch (1) begins\n');
  expect(progress(run(step({})))).toBe('');
  const ended = step({ state: 'succeeded', endedAt: '2026-11-21T12:00:02.500Z' });
  const next = step({ id: '2', name: null, kind: 'subflow', startedAt: '2026-11-21T12:00:01.000Z' });
  expect(progress(run(ended, next))).toBe(
    '2026-11-21T12:00:01.000Z  (subflow) (2) begins\n2026-11-21T12:00:02.500Z  fetch (1) succeeded after 2500 ms\n',
  );
});

test('what begins again after a restart is told again; starts and ends of scopes are not told', () => {
  const progress = stepProgress();
  const error = { name: 'TaskFailed', message: 'no\u001b[31m' };
  const failed = step({ state: 'failed', endedAt: '2026-11-21T12:00:01.000Z', error });
  expect(progress(run(failed, step({ id: '0', kind: 'start', name: null })))).toContain(
    'fetch (1) failed after 1000 ms: TaskFailed: no[31m\n',
  );
  expect(progress(run(step({ startedAt: '2026-11-21T13:00:00.000Z' })))).toContain(
    '13:00:00.000Z  fetch (1) begins',
  );
});
