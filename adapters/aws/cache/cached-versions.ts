import type { HandlerRecord, HandlerStore } from '../../../core/ports/handler-store.ts';

const ENTRIES = 5000;

/** Keeps versions of handlers in the warm function: they never change once written. */
export function cachedVersions(store: HandlerStore): HandlerStore {
  const versions = new Map<string, HandlerRecord>();
  return {
    ...store,
    async version(id, version) {
      const key = `${id}.${version}`;
      const known = versions.get(key);
      if (known !== undefined) return known;
      const record = await store.version(id, version);
      if (record !== undefined) {
        if (versions.size >= ENTRIES) versions.delete(versions.keys().next().value!);
        versions.set(key, record);
      }
      return record;
    },
  };
}
