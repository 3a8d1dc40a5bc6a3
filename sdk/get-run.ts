import type { Run } from '../core/contract/firing.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer, type FieldsOf } from './expect-answer.ts';
import { pathPart } from './path-part.ts';

const runFields: FieldsOf<Run> = {
  id: 'string',
  firingId: 'string',
  handlerId: 'number',
  handlerName: 'string',
  handlerVersion: 'number',
  state: 'string',
  attempt: 'number',
  startedAt: 'string?',
  endedAt: 'string?',
  durationMs: 'number?',
  result: 'string?',
  resultType: 'string?',
  resultCut: 'boolean',
  error: 'object?',
  output: 'string',
  nextAt: 'string?',
  attempts: 'array',
  items: 'any?',
  cancelRequested: 'object?',
};

/**
 * One run as it stands now, with its attempts and items, what it returned, threw and printed.
 *
 * @throws {HooklineProblem} `run-not-found`.
 */
export async function getRun(connection: HooklineConnection, id: string): Promise<Run> {
  const answer = await callApi(connection, { method: 'GET', path: `/v1/runs/${pathPart(id, 'id')}` });
  return readRun(answer);
}

/** @internal */
export function readRun(answer: unknown): Run {
  return expectAnswer<Run>(answer, runFields);
}
