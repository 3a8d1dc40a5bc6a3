import type { Caller } from '../identity/caller.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import { declareProblem, type HooklineError } from '../problem.ts';

const notFound = declareProblem('subscription-not-found', {
  status: 404,
  title: 'There is no such subscription',
});

export function subscriptionNotFound(name: string): HooklineError {
  return notFound(`There is no subscription "${name}" of yours. Listening with the name makes one.`, {
    field: 'name',
  });
}

/** Removes a subscription of the caller's, with its place in the log. */
export async function removeSubscription(
  deps: { subscriptions: Pick<SubscriptionStore, 'remove'> },
  caller: Caller,
  name: string,
): Promise<void> {
  if (await deps.subscriptions.remove({ tenantId: caller.userId, name })) return;
  throw subscriptionNotFound(name);
}
