import type { WorkflowRule } from '../../../core/contract/workflow-rule.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { expectAnswer } from '../../expect-answer.ts';
import { pathPart } from '../../path-part.ts';
import { ruleFields } from './put-workflow-rule.ts';

/**
 * Lets a rule of the user's do nothing for a while.
 *
 * @throws {HooklineProblem} `workflow-rule-not-found`.
 */
export function pauseWorkflowRule(connection: HooklineConnection, name: string): Promise<WorkflowRule> {
  return change(connection, name, 'pause');
}

/**
 * Lets a rule go on, with the events that came meanwhile.
 *
 * @throws {HooklineProblem} `workflow-rule-not-found`.
 */
export function resumeWorkflowRule(connection: HooklineConnection, name: string): Promise<WorkflowRule> {
  return change(connection, name, 'resume');
}

async function change(
  connection: HooklineConnection,
  name: string,
  verb: 'pause' | 'resume',
): Promise<WorkflowRule> {
  const path = `/v1/workflow-rules/${pathPart(name, 'name')}/${verb}`;
  const answer = await callApi(connection, { method: 'POST', path, body: '{}' });
  return expectAnswer<WorkflowRule>(answer, ruleFields);
}
