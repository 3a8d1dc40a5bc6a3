import type { NamespaceStore } from '../../../../core/ports/namespace-store.ts';
import type { Table } from '../table.ts';
import { addNamespace } from './add-namespace.ts';
import { changeNamespace } from './change-namespace.ts';
import { getNamespace } from './get-namespace.ts';
import { listNamespaces } from './list-namespaces.ts';

/** Namespaces in the registry table. */
export function dynamodbNamespaceStore(registry: Table): NamespaceStore {
  return {
    add: (namespace) => addNamespace(registry, namespace),
    change: (name, change) => changeNamespace(registry, name, change),
    get: (name) => getNamespace(registry, name),
    list: () => listNamespaces(registry),
  };
}
