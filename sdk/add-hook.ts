import type { Hook } from '../core/contract/hook.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { hookFields } from './describe-hooks.ts';
import { expectAnswer } from './expect-answer.ts';

/** A hook to add. */
export interface NewHook {
  /** Letters, digits, `.`, `_` and `-`, at most 200. */
  readonly name: string;
  /** At most 2000 characters; empty unless given. */
  readonly description?: string | undefined;
  /** A JSON Schema (2020-12) of at most 64 KiB that every payload must satisfy. */
  readonly payloadSchema?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Adds a hook, or changes the description and schema of the one of that name. For admins.
 *
 * @throws {HooklineProblem} `forbidden`, `invalid-request`, `payload-schema-invalid`, `payload-schema-too-large`.
 */
export async function addHook(connection: HooklineConnection, hook: NewHook): Promise<Hook> {
  const answer = await callApi(connection, { method: 'POST', path: '/v1/hooks', body: JSON.stringify(hook) });
  return expectAnswer<Hook>(answer, hookFields);
}
