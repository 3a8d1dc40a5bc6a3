import type { Namespace } from '../../core/contract/namespace.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer, type FieldsOf } from '../expect-answer.ts';

/** @internal */
export const namespaceFields: FieldsOf<Namespace> = {
  name: 'string',
  owner: 'string',
  readers: 'array',
  writers: 'array',
  retentionDays: 'number',
  createdAt: 'string',
};

/** The namespaces whose events the user may read or send, by name; the platform's own are not among them. */
export async function listNamespaces(connection: HooklineConnection): Promise<Namespace[]> {
  const answer = await callApi(connection, { method: 'GET', path: '/v1/namespaces' });
  const { namespaces } = expectAnswer<{ namespaces: unknown[] }>(answer, { namespaces: 'array' });
  return namespaces.map((namespace) => expectAnswer<Namespace>(namespace, namespaceFields));
}
