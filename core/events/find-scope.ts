import { limits } from '../contract/limits.ts';
import type { Caller } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventScope } from '../ports/event-log.ts';
import type { NamespaceRecord, NamespaceStore } from '../ports/namespace-store.ts';
import { declareProblem, type HooklineError } from '../problem.ts';
import { listVisibleNamespaces } from './list-namespaces.ts';
import { defaultNamespace, mayRead, platformNamespace, readsEverything } from './namespace-access.ts';

const namespaceForbidden = declareProblem('namespace-forbidden', {
  status: 403,
  title: 'Not your namespace',
});

const DAY_MS = 24 * 3600 * 1000;

/** One answer for a namespace that is not there and for one that is another's: which it is tells too much. */
export function notYours(name: string, what: 'read' | 'send to'): HooklineError {
  return namespaceForbidden(
    `There is no namespace "${name}" that you may ${what}. Its owner or an admin can let your role: hookline namespaces add.`,
    { field: 'namespace' },
  );
}

/**
 * What the caller may see: one namespace, where one is named, or all that let them.
 *
 * @throws `namespace-forbidden` for a named one that the caller may not read.
 */
export async function findScope(
  deps: { namespaces: Pick<NamespaceStore, 'get' | 'list'>; clock: Pick<Clock, 'now'> },
  caller: Caller,
  namespace: string | undefined,
): Promise<EventScope> {
  const now = deps.clock.now();
  const notBefore = (found: NamespaceRecord | undefined) =>
    now - (found?.retentionDays ?? limits.eventRetentionDays.default) * DAY_MS;

  if (namespace !== undefined) {
    const found = await findNamespace(deps, namespace);
    const readable =
      found === undefined
        ? readsEverything(caller) || namespace === ownPlatformNamespace(caller)
        : mayRead(caller, found);
    if (!readable) throw notYours(namespace, 'read');
    return { notBefore: new Map([[namespace, notBefore(found)]]), others: undefined };
  }
  const visible = await listVisibleNamespaces(deps, caller);
  const times = new Map(visible.map((found) => [found.name, notBefore(found)]));
  if (readsEverything(caller)) return { notBefore: times, others: notBefore(undefined) };
  const own = ownPlatformNamespace(caller);
  if (own !== undefined) times.set(own, notBefore(undefined));
  return { notBefore: times, others: undefined };
}

/** The platform's namespace about the caller; those who may only fire and send do not read it, as they read no firings. */
function ownPlatformNamespace(caller: Caller): string | undefined {
  return caller.role === 'ingest' ? undefined : platformNamespace(caller.userName);
}

/** The namespace's record; `default` has one from the beginning. */
export async function findNamespace(
  deps: { namespaces: Pick<NamespaceStore, 'get'> },
  name: string,
): Promise<NamespaceRecord | undefined> {
  const found = await deps.namespaces.get(name);
  return found ?? (name === defaultNamespace.name ? defaultNamespace : undefined);
}
