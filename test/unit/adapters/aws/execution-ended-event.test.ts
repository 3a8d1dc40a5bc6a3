import { expect, test } from 'vitest';
import { executionEndedSchema } from '../../../../adapters/aws/stepfunctions/execution-ended-event.ts';

const detail = {
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:Hookline-workflow-a:e',
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:Hookline-workflow-a',
  name: 'e',
  status: 'TIMED_OUT',
  startDate: 1_763_700_000_000,
  stopDate: 1_795_236_000_000,
  input: '{"run":{"tenantId":"u","runId":"r"},"execution":"e","path":""}',
  inputDetails: { included: true },
  output: null,
  outputDetails: null,
  error: null,
  cause: null,
};

test('The detail of an event about an execution says which run it was of, and how it ended', () => {
  const context = { run: { tenantId: 'u', runId: 'r' }, execution: 'e', path: '' };
  expect(executionEndedSchema.parse(detail)).toEqual({ context, status: 'TIMED_OUT' });
  const failed = { ...detail, status: 'FAILED', error: 'States.Runtime', cause: 'Too many events.' };
  expect(executionEndedSchema.parse(failed)).toEqual({
    context,
    status: 'FAILED',
    error: 'States.Runtime',
    cause: 'Too many events.',
  });
});

test('What a state asks for is no such event', () => {
  const context = { run: { tenantId: 'u', runId: 'r' }, execution: 'e', path: '' };
  expect(executionEndedSchema.safeParse({ action: 'start', context, node: 1 }).success).toBe(false);
});
