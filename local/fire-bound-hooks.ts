import type { BoundHookPositions } from '../adapters/embedded/sqlite/bound-hooks.ts';
import { boundSelection } from '../core/events/bound-events.ts';
import { fireBoundHook, firesHook } from '../core/events/fire-bound-hook.ts';
import type { EventLog } from '../core/ports/event-log.ts';
import type { EventBinding, HookRecord, HookStore } from '../core/ports/hook-store.ts';
import { followEach } from './follow-each.ts';

/** Events that are fired with at the same time: they share their way to the disk. */
const PAGE = 100;

/** How far a place may lie behind the log before it is written anew where nothing matches. */
const IDLE_LAG = 10_000;

/** As long as it takes; a `next` look costs nothing. */
const WAIT_MS = 3_600_000;

interface Deps extends Omit<Parameters<typeof fireBoundHook>[0], 'events' | 'hooks'> {
  readonly hooks: Pick<HookStore, 'get' | 'list'>;
  readonly events: Pick<EventLog, 'append' | 'read' | 'waitForEvent'>;
  readonly positions: BoundHookPositions;
  readonly onError: (error: unknown) => void;
}

/**
 * Fires the hooks that are bound to events: each goes through the log on its own, from a place that is kept, and waits for what
 * matches. An event that is looked at again after a crash fires nothing twice.
 */
export function fireBoundHooks(deps: Deps): ReturnType<typeof followEach> {
  return followEach({
    ...deps,
    async list() {
      const bound = (await deps.hooks.list()).filter((hook) => hook.onEvent !== undefined);
      return new Map(bound.map(({ name, onEvent }) => [name, JSON.stringify(onEvent)]));
    },
    async step(name, binding, signal) {
      const hook = await deps.hooks.get(name);
      if (hook?.onEvent === undefined || JSON.stringify(hook.onEvent) !== binding) return false;
      await fireNext(deps, hook, hook.onEvent, signal);
      return true;
    },
  });
}

/** Fires the hook with the next events, or waits for them. */
async function fireNext(
  deps: Deps,
  hook: HookRecord,
  binding: EventBinding,
  signal: AbortSignal,
): Promise<void> {
  const selection = boundSelection(binding);
  const position = deps.positions.get(hook.name, binding);
  const { events, searchedTo } = await deps.events.read(
    selection,
    { after: position, upTo: undefined },
    PAGE,
  );
  const matching = events.filter((event) => firesHook(hook, event));
  await Promise.all(matching.map((event) => fireBoundHook(deps, hook, event)));
  if (events.length > 0 || searchedTo - position > IDLE_LAG) {
    deps.positions.put(hook.name, binding, searchedTo);
  } else {
    await deps.events.waitForEvent(selection, Math.max(position, searchedTo), WAIT_MS, signal);
  }
}
