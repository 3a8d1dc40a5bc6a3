import type { Hook } from '../core/contract/hook.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer, type FieldsOf } from './expect-answer.ts';

/** @internal */
export const hookFields: FieldsOf<Hook> = {
  name: 'string',
  description: 'string',
  payloadSchema: 'object?',
  onEvent: 'object?',
  createdAt: 'string',
};

/** The known hooks, each with its description and, where it has one, its payload schema (JSON Schema). */
export async function describeHooks(connection: HooklineConnection): Promise<Hook[]> {
  const answer = await callApi(connection, { method: 'GET', path: '/v1/hooks' });
  const { hooks } = expectAnswer<{ hooks: unknown[] }>(answer, { hooks: 'array' });
  return hooks.map((hook) => expectAnswer<Hook>(hook, hookFields));
}
