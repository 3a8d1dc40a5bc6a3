import { findScope } from '../../events/find-scope.ts';
import type { EventScope } from '../../ports/event-log.ts';
import { HooklineError } from '../../problem.ts';
import type { WaitDeps } from './deps.ts';

/** The namespaces whose events a run may take: those that its owner may read now. Undefined when that is none. */
export async function ownerScope(
  deps: Pick<WaitDeps, 'identities' | 'namespaces' | 'clock'>,
  tenantId: string,
  namespace: string | undefined,
): Promise<EventScope | undefined> {
  const user = await deps.identities.userById(tenantId);
  if (user === undefined) return undefined;
  const caller = { userId: user.id, userName: user.name, role: user.role };
  try {
    return await findScope(deps, caller, namespace);
  } catch (error) {
    if (error instanceof HooklineError && error.code === 'namespace-forbidden') return undefined;
    throw error;
  }
}
