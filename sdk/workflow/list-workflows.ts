import type { WorkflowSummary } from '../../core/contract/registered-workflow.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer } from '../expect-answer.ts';
import { type OwnerOptions, ownerQuery } from './runs/run-path.ts';

/** All registered workflows of the user, by name, in as many requests as that takes. */
export async function listWorkflows(
  connection: HooklineConnection,
  options: OwnerOptions = {},
): Promise<WorkflowSummary[]> {
  const all: WorkflowSummary[] = [];
  const query = ownerQuery(options);
  for (;;) {
    const answer = await callApi(connection, { method: 'GET', path: '/v1/workflows', query });
    const page = expectAnswer<{ workflows: WorkflowSummary[]; nextAfterName: string | null }>(answer, {
      workflows: 'array',
      nextAfterName: 'string?',
    });
    all.push(...page.workflows);
    if (page.nextAfterName === null) return all;
    query.set('afterName', page.nextAfterName);
  }
}
