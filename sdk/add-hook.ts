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
  /**
   * Fires the hook once with each of these events, from now on, as the user of the API key; the event is the payload. A binding that
   * the hook has already goes on where it stood.
   */
  readonly onEvent?: EventBinding | undefined;
}

/** Which events fire a hook: exactly these names, joined by AND; `*`, empty or absent is any. */
export interface EventBinding {
  readonly key?: string | undefined;
  /** Absent: any but the platform's own, which begin with `hookline/`. */
  readonly namespace?: string | undefined;
  readonly sender?: string | undefined;
  readonly eventType?: string | undefined;
}

/**
 * Adds a hook, or changes the description, schema and binding of the one of that name: what is not given, it has not any more.
 * For admins.
 *
 * @throws {HooklineProblem} `forbidden`, `invalid-request`, `payload-schema-invalid`, `payload-schema-too-large`.
 */
export async function addHook(connection: HooklineConnection, hook: NewHook): Promise<Hook> {
  const answer = await callApi(connection, { method: 'POST', path: '/v1/hooks', body: JSON.stringify(hook) });
  return expectAnswer<Hook>(answer, hookFields);
}
