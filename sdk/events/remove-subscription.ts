import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { pathPart } from '../path-part.ts';
import { HooklineProblem } from '../problem.ts';

/**
 * Removes a subscription, with its place in the log.
 *
 * @returns true if the user had one of the name, else false. (False too when a first attempt removed it and its answer was
 *   lost.)
 */
export async function removeSubscription(connection: HooklineConnection, name: string): Promise<boolean> {
  try {
    await callApi(connection, { method: 'DELETE', path: `/v1/subscriptions/${pathPart(name, 'name')}` });
    return true;
  } catch (error) {
    if (error instanceof HooklineProblem && error.code === 'subscription-not-found') return false;
    throw error;
  }
}
