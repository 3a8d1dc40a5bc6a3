import type { Namespace } from '../contract/namespace.ts';
import type { Caller } from '../identity/caller.ts';
import type { NamespaceRecord, NamespaceStore } from '../ports/namespace-store.ts';
import { defaultNamespace, mayRead, mayWrite } from './namespace-access.ts';

/** The namespaces whose events the caller may read or send, by name; the platform's own are not among them. */
export async function listNamespaces(
  deps: { namespaces: Pick<NamespaceStore, 'list'> },
  caller: Caller,
): Promise<Namespace[]> {
  const all = await withDefault(deps);
  return all.filter((found) => mayRead(caller, found) || mayWrite(caller, found)).map(presentNamespace);
}

/** The records of those that the caller may read. */
export async function listVisibleNamespaces(
  deps: { namespaces: Pick<NamespaceStore, 'list'> },
  caller: Caller,
): Promise<NamespaceRecord[]> {
  return (await withDefault(deps)).filter((found) => mayRead(caller, found));
}

async function withDefault(deps: { namespaces: Pick<NamespaceStore, 'list'> }): Promise<NamespaceRecord[]> {
  const stored = await deps.namespaces.list();
  if (stored.some(({ name }) => name === defaultNamespace.name)) return stored;
  return [defaultNamespace, ...stored].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function presentNamespace(namespace: NamespaceRecord): Namespace {
  const { name, owner, readers, writers, retentionDays, createdAt } = namespace;
  return {
    name,
    owner,
    readers: [...readers],
    writers: [...writers],
    retentionDays,
    createdAt: new Date(createdAt).toISOString(),
  };
}
