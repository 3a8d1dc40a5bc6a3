import type { HandlerRecord } from '../../ports/handler-store.ts';
import type { ListenerCall } from '../../ports/runner.ts';
import { type FireDeps, fireHandler } from './fire-handler.ts';

/** Asks a listener for its event, or tells it that its event is stored: with the firing that tells it. */
export async function callListener(
  deps: FireDeps,
  handler: HandlerRecord,
  what: {
    readonly firingId: string;
    readonly runId: string;
    readonly stepId: string;
    /** What `pollForEvent` gets. */
    readonly args: readonly unknown[];
    readonly call: ListenerCall;
  },
): Promise<void> {
  const { firingId, runId, stepId, args, call } = what;
  await fireHandler(deps, handler, {
    firingId,
    payload: call.phase === 'poll' ? { poll: args } : { checkpointed: call.event },
    step: { runId, stepId, parameters: [...args], listener: call },
  });
}
