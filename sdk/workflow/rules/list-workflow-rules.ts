import type { WorkflowRule } from '../../../core/contract/workflow-rule.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { expectAnswer } from '../../expect-answer.ts';
import { ruleFields } from './put-workflow-rule.ts';

/** The user's rules by name, with how far each has come; everybody's for admins and viewers. */
export async function listWorkflowRules(connection: HooklineConnection): Promise<WorkflowRule[]> {
  const answer = await callApi(connection, { method: 'GET', path: '/v1/workflow-rules' });
  const { rules } = expectAnswer<{ rules: unknown[] }>(answer, { rules: 'array' });
  return rules.map((rule) => expectAnswer<WorkflowRule>(rule, ruleFields));
}
