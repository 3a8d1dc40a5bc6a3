import type { Clock } from '../../../core/ports/clock.ts';
import type { RunRequest } from '../../../core/ports/runner.ts';

/**
 * Between the questions whether a run is to end, in milliseconds, and before the first: a run that is over sooner asks nothing,
 * and costs nothing. One of a minute asks eleven times: 2 % of what it costs to run.
 */
const ASK_MS = 5000;

/**
 * Asks the platform, with the key that the run has while it lasts, whether it is to end. Nothing else reaches a Lambda
 * environment while a call goes on in it. A question that fails is asked again.
 *
 * @returns a signal for the runner, aborted when the run's cancellation was requested; and `stop`, to be called when it is over.
 */
export function watchCancel(
  clock: Pick<Clock, 'schedule'>,
  { firingId, runId, connection }: Pick<RunRequest, 'firingId' | 'runId' | 'connection'>,
): { readonly signal: AbortSignal; stop(): void } {
  const cancel = new AbortController();
  const over = new AbortController();
  // The id of an item has its index behind a point.
  const [id = firingId] = runId.split('.');

  const ask = async (): Promise<void> => {
    if (await isCancelled(`${connection.endpoint}/v1/runs/${id}`, connection.apiKey, over.signal))
      cancel.abort();
    else if (!over.signal.aborted) unschedule = clock.schedule(ASK_MS, () => void ask());
  };
  let unschedule = clock.schedule(ASK_MS, () => void ask());
  return {
    signal: cancel.signal,
    stop() {
      unschedule();
      over.abort();
    },
  };
}

async function isCancelled(url: string, apiKey: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` }, signal });
    const run: unknown = await answer.json();
    return answer.ok && hasRequest(run);
  } catch {
    return false;
  }
}

function hasRequest(run: unknown): boolean {
  const request = (run as { cancelRequested?: unknown } | null)?.cancelRequested;
  return request !== undefined && request !== null;
}
