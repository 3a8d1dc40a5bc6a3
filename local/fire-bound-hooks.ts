import type { BoundHookPositions } from '../adapters/embedded/sqlite/bound-hooks.ts';
import { fireBoundHook, firesHook } from '../core/events/fire-bound-hook.ts';
import type { EventLog, EventSelection } from '../core/ports/event-log.ts';
import type { EventBinding, HookRecord, HookStore } from '../core/ports/hook-store.ts';

/** Events that are fired with at the same time: they share their way to the disk. */
const PAGE = 100;

/** How far a place may lie behind the log before it is written anew where nothing matches. */
const IDLE_LAG = 10_000;

/** Between a failure and the next attempt, in milliseconds. */
const RETRY_MS = 1000;

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
export function fireBoundHooks(deps: Deps): {
  /** Takes up hooks that were bound, and leaves those that no longer are. */
  update(): Promise<void>;
  stop(): Promise<void>;
} {
  const followed = new Map<string, { binding: string; stop: AbortController; ended: Promise<void> }>();
  let stopped = false;

  return {
    async update() {
      const bound = (await deps.hooks.list()).filter((hook) => hook.onEvent !== undefined);
      const bindings = new Map(bound.map(({ name, onEvent }) => [name, JSON.stringify(onEvent)]));
      for (const [name, { binding, stop }] of followed) {
        if (bindings.get(name) === binding) continue;
        stop.abort();
        followed.delete(name);
      }
      for (const [name, binding] of bindings) {
        if (stopped || followed.has(name)) continue;
        const stop = new AbortController();
        followed.set(name, { binding, stop, ended: follow(deps, name, binding, stop.signal) });
      }
    },
    async stop() {
      stopped = true;
      for (const { stop } of followed.values()) stop.abort();
      await Promise.all([...followed.values()].map(({ ended }) => ended));
    },
  };
}

/** Goes through the log for one hook as long as it has this binding. */
async function follow(deps: Deps, name: string, binding: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const hook = await deps.hooks.get(name);
      if (hook?.onEvent === undefined || JSON.stringify(hook.onEvent) !== binding) return;
      await fireNext(deps, hook, hook.onEvent, signal);
    } catch (error) {
      if (signal.aborted) return;
      deps.onError(error);
      await new Promise<void>((resolve) => {
        const cancel = deps.clock.schedule(RETRY_MS, resolve);
        signal.addEventListener('abort', () => {
          cancel();
          resolve();
        });
      });
    }
  }
}

/** Fires the hook with the next events, or waits for them. */
async function fireNext(
  deps: Deps,
  hook: HookRecord,
  binding: EventBinding,
  signal: AbortSignal,
): Promise<void> {
  const selection = selectionOf(binding);
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

function selectionOf({ key, namespace, sender, eventType }: EventBinding): EventSelection {
  return {
    scope:
      namespace === undefined
        ? { notBefore: new Map(), others: 0 }
        : { notBefore: new Map([[namespace, 0]]), others: undefined },
    keys: key === undefined ? undefined : [key],
    sender,
    eventType,
  };
}
