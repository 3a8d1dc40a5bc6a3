import type { Branch, Live } from './live.ts';
import type { Runtime } from './runtime.ts';

/**
 * Executions that only wait for tokens need no memory: their rows say all, and a token says whose it is. The ones that came to rest last
 * stay, since most are answered soon.
 */
export interface Resting {
  /** An execution may have come to rest. It is looked at later, when others have come to rest after it. */
  add(execution: Live): void;
  /** It has ended. */
  remove(execution: Live): void;
}

/** @param kept executions at rest that stay in memory */
export function openResting(
  runtime: Pick<Runtime, 'live' | 'tokens' | 'closed' | 'broken'>,
  kept: number,
): Resting {
  /** The latest at the end. */
  const candidates = new Set<Live>();
  let scheduled = false;

  const trim = (): void => {
    scheduled = false;
    // What a failed disk lost is not in the rows.
    if (runtime.closed || runtime.broken !== undefined) return;
    for (const execution of candidates) {
      if (candidates.size <= kept) return;
      candidates.delete(execution);
      if (!isAtRest(execution)) continue;
      runtime.live.delete(execution.id);
      leave(runtime, execution.root!);
    }
  };
  return {
    add(execution) {
      candidates.delete(execution);
      candidates.add(execution);
      if (scheduled || candidates.size <= kept) return;
      scheduled = true;
      // Who takes up an execution to do something with it does so in this turn.
      setImmediate(trim);
    },
    remove: (execution) => void candidates.delete(execution),
  };
}

/** Whether nothing but tokens can let it go on: no clock runs for it, nothing is evaluated, nobody listens for its end by a signal. */
function isAtRest({ root, stored, ended, garbage, cancelTimeout }: Live): boolean {
  return stored && !ended && garbage.length === 0 && cancelTimeout === undefined && rests(root!);
}

function rests({ phase, task, children }: Branch): boolean {
  if (phase === 'token') {
    return (
      task !== undefined &&
      task.controller === undefined &&
      task.cancelTimeout === undefined &&
      task.cancelHeartbeat === undefined
    );
  }
  if (phase !== 'children' || children === undefined || children.live.size === 0) return false;
  for (const child of children.live) if (!rests(child)) return false;
  return true;
}

function leave(runtime: Pick<Runtime, 'tokens'>, branch: Branch): void {
  branch.gone = true;
  if (branch.token !== undefined) runtime.tokens.delete(branch.token);
  for (const child of branch.children?.live ?? []) leave(runtime, child);
}
