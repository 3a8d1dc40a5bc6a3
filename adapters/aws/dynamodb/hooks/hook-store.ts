import type { HookStore } from '../../../../core/ports/hook-store.ts';
import type { Table } from '../table.ts';
import { getHook } from './get-hook.ts';
import { listHooks } from './list-hooks.ts';
import { putHook } from './put-hook.ts';
import { removeHook } from './remove-hook.ts';

/** Hooks in the registry table. */
export function dynamodbHookStore(registry: Table): HookStore {
  return {
    put: (hook) => putHook(registry, hook),
    get: (name) => getHook(registry, name),
    list: () => listHooks(registry),
    remove: (name) => removeHook(registry, name),
  };
}
