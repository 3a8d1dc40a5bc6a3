import { type HandlerRecord, type PlannedHandler, plannedOf } from '../../../core/ports/handler-store.ts';

/** The tag under which handlers without tags are found; real tags have at least one character. */
const UNTAGGED = '';

type ById = Map<number, PlannedHandler>;

/**
 * The current handlers in memory, by hook and by tag: each firing asks, and this process is the only writer. A look-up costs
 * what it finds, not what is registered.
 */
export function handlerIndex(): {
  put(handler: HandlerRecord): void;
  remove(handler: HandlerRecord): void;
  select(hook: string, tags: readonly string[], allHandlers: boolean): PlannedHandler[];
} {
  const byHook = new Map<string, ById>();
  const byTag = new Map<string, Map<string, ById>>();

  const tagsOf = (handler: HandlerRecord): readonly string[] =>
    handler.tags.length === 0 ? [UNTAGGED] : handler.tags;

  return {
    put(handler) {
      const planned = plannedOf(handler);
      entry(byHook, handler.hook, () => new Map()).set(handler.id, planned);
      const ofHook = entry(byTag, handler.hook, () => new Map());
      for (const tag of tagsOf(handler)) entry(ofHook, tag, () => new Map()).set(handler.id, planned);
    },
    remove(handler) {
      byHook.get(handler.hook)?.delete(handler.id);
      for (const tag of tagsOf(handler)) byTag.get(handler.hook)?.get(tag)?.delete(handler.id);
    },
    select(hook, tags, allHandlers) {
      if (allHandlers) return sorted(byHook.get(hook));
      const ofHook = byTag.get(hook);
      const untagged = ofHook?.get(UNTAGGED);
      if (ofHook === undefined || tags.length === 0) return sorted(untagged);
      const found: ById = new Map(untagged);
      for (const tag of tags) for (const [id, handler] of ofHook.get(tag) ?? []) found.set(id, handler);
      return sorted(found);
    },
  };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function sorted(handlers: ById | undefined): PlannedHandler[] {
  return handlers === undefined ? [] : [...handlers.values()].sort((a, b) => a.id - b.id);
}
