import type { Role } from '../../core/contract/identity.ts';
import type { Namespace } from '../../core/contract/namespace.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer } from '../expect-answer.ts';
import { namespaceFields } from './list-namespaces.ts';

/** A namespace to add. */
export interface NewNamespace {
  /** 1 to 1024 characters; not `*`, and not beginning with `hookline/`. */
  readonly name: string;
  /** The roles that may read its events, beside its owner and the admins; none unless given. */
  readonly readers?: readonly Role[] | undefined;
  /** The roles that may send events to it, beside its owner and the admins; none unless given. */
  readonly writers?: readonly Role[] | undefined;
  /** How long its events are kept, in days, at most 3650; 90 unless given. */
  readonly retentionDays?: number | undefined;
}

/**
 * Adds a namespace, which is the user's from then on, or changes the readers, writers and retention of one that is; what is not
 * given becomes the default. Shorter retention hides what is older at once.
 *
 * @throws {HooklineProblem} `namespace-taken`, `namespace-reserved`, `forbidden`, `invalid-request`.
 */
export async function addNamespace(
  connection: HooklineConnection,
  namespace: NewNamespace,
): Promise<Namespace> {
  const body = JSON.stringify(namespace);
  const answer = await callApi(connection, { method: 'POST', path: '/v1/namespaces', body });
  return expectAnswer<Namespace>(answer, namespaceFields);
}
