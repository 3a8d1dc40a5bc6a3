import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { pathPart } from './path-part.ts';
import { HooklineProblem } from './problem.ts';

/**
 * Removes a handler. Runs that were planned before still happen.
 *
 * @param id as `register` and `listHandlers` give it.
 * @returns true if there was one that the user may remove, else false. (False too when a first attempt removed it and
 *   its answer was lost.)
 */
export async function deregister(connection: HooklineConnection, id: number): Promise<boolean> {
  try {
    await callApi(connection, { method: 'DELETE', path: `/v1/handlers/${pathPart(id, 'id')}` });
    return true;
  } catch (error) {
    if (error instanceof HooklineProblem && error.code === 'handler-not-found') return false;
    throw error;
  }
}
