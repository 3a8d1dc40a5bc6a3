import type { Namespace, NewNamespace } from '../contract/namespace.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { NamespaceStore } from '../ports/namespace-store.ts';
import { declareProblem } from '../problem.ts';
import { presentNamespace } from './list-namespaces.ts';
import { defaultNamespace, isPlatformNamespace } from './namespace-access.ts';

const namespaceTaken = declareProblem('namespace-taken', {
  status: 409,
  title: 'The namespace belongs to somebody else',
});
const namespaceReserved = declareProblem('namespace-reserved', {
  status: 422,
  title: 'The name is kept for the platform',
});

/**
 * Adds a namespace, which is the caller's from then on, or changes the readers, writers and retention of one that is; an
 * admin changes everybody's, and `default`. Shorter retention hides what is older at once.
 */
export async function addNamespace(
  deps: { namespaces: NamespaceStore; clock: Pick<Clock, 'now'> },
  caller: Caller,
  draft: NewNamespace,
): Promise<Namespace> {
  requirePermission(caller, 'register');
  if (isPlatformNamespace(draft.name)) {
    throw namespaceReserved('Names that begin with "hookline/" are the platform\'s. Choose another.', {
      field: 'name',
    });
  }
  const taken = () =>
    namespaceTaken(
      `The namespace "${draft.name}" is not yours to change. Choose another name, or ask an admin.`,
      {
        field: 'name',
      },
    );
  if (draft.name === defaultNamespace.name && caller.role !== 'admin') throw taken();
  const standing = await deps.namespaces.add({
    ...draft,
    ownerId: caller.userId,
    owner: caller.userName,
    createdAt: deps.clock.now(),
  });
  if (caller.role !== 'admin' && standing.ownerId !== caller.userId) throw taken();
  return presentNamespace((await deps.namespaces.change(draft.name, draft)) ?? standing);
}
