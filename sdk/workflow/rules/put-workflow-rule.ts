import type { NewWorkflowRuleInput, WorkflowRule } from '../../../core/contract/workflow-rule.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { writeExactly } from '../../exact-json.ts';
import { expectAnswer, type FieldsOf } from '../../expect-answer.ts';

/** @internal */
export const ruleFields: FieldsOf<WorkflowRule> = {
  name: 'string',
  workflow: 'string',
  action: 'string',
  on: 'object',
  update: 'string?',
  condition: 'string?',
  input: 'string?',
  resetState: 'boolean',
  owner: 'string',
  state: 'any?',
  paused: 'boolean',
  position: 'number',
  acted: 'number',
  lastActedAt: 'string?',
  lastError: 'object?',
  createdAt: 'string',
};

/**
 * Adds a rule of the user's, or replaces it: when an event comes, it starts, stops or restarts a workflow, always or when its
 * `condition` holds, which may have a state of its own. It looks at events from now on.
 *
 * @example
 * // As soon as 100 rows have come, train, and count anew.
 * await putWorkflowRule(connection, {
 *   name: 'train-when-enough', workflow: 'train', on: { key: 'rows.added' },
 *   state: 0, update: 'state + event.value.rows', condition: 'state >= 100', resetState: true,
 * });
 * @throws {HooklineProblem} `workflow-rule-invalid`, `namespace-forbidden`, `invalid-request`.
 */
export async function putWorkflowRule(
  connection: HooklineConnection,
  rule: NewWorkflowRuleInput,
): Promise<WorkflowRule> {
  const body = writeExactly(rule, 'state');
  const answer = await callApi(connection, { method: 'POST', path: '/v1/workflow-rules', body });
  return expectAnswer<WorkflowRule>(answer, ruleFields);
}
