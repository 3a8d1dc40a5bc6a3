import type { Clock } from '../../../core/ports/clock.ts';
import type { RunRequest } from '../../../core/ports/runner.ts';

/**
 * Between the reports of a run, in milliseconds, and before the first: a run that is over sooner reports nothing, and costs
 * nothing. One of a minute reports eleven times: 2 % of what it costs to run.
 */
const REPORT_MS = 5000;

/** What one report holds at most, in characters; the rest follows with the next. */
const REPORT_LENGTH = 32 * 1024;

/**
 * Tells the platform what a run printed while it goes on, with the key that the run has while it lasts, and hears whether it
 * is to end. Nothing else reaches a Lambda environment while a call goes on in it. A report that fails is made again.
 *
 * @returns a signal for the runner, aborted when the run's cancellation was requested; what takes its output; and `stop`, to be
 * called when it is over.
 */
export function reportRun(
  clock: Pick<Clock, 'schedule'>,
  { firingId, runId, attempt, connection }: Pick<RunRequest, 'firingId' | 'runId' | 'attempt' | 'connection'>,
): { readonly signal: AbortSignal; onOutput(text: string): void; stop(): void } {
  const cancel = new AbortController();
  const over = new AbortController();
  // The id of an item has its index behind a point.
  const [id = firingId] = runId.split('.');
  let printed = '';

  const report = async (): Promise<void> => {
    const text = printed.slice(0, REPORT_LENGTH);
    const answer = await post(
      `${connection.endpoint}/v1/runs/${id}/output`,
      connection.apiKey,
      { attempt, text },
      over.signal,
    );
    if (answer !== undefined) printed = printed.slice(text.length);
    if (answer?.cancelRequested === true) cancel.abort();
    else if (!over.signal.aborted) unschedule = clock.schedule(REPORT_MS, () => void report());
  };
  let unschedule = clock.schedule(REPORT_MS, () => void report());
  return {
    signal: cancel.signal,
    onOutput(text) {
      printed += text;
    },
    stop() {
      unschedule();
      over.abort();
    },
  };
}

/** Undefined when it was not taken. */
async function post(
  url: string,
  apiKey: string,
  body: object,
  signal: AbortSignal,
): Promise<{ cancelRequested?: unknown } | undefined> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    const json: unknown = await answer.json();
    return answer.ok && typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}
