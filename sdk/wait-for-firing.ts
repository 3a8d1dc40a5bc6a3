import type { Firing } from '../core/contract/firing.ts';
import { limits } from '../core/contract/limits.ts';
import { HooklineClientError } from './client-error.ts';
import type { HooklineConnection } from './connection.ts';
import { askForFiring } from './get-firing.ts';

/** Between two questions when the platform answers sooner than asked, in milliseconds. */
const PAUSE_MS = 250;

/**
 * Waits until a firing is finished, by long polling; a platform that is away for a while is waited for too.
 *
 * @param options.timeoutSeconds how long; 60 unless given.
 * @returns the finished firing. Its runs may have failed: `firing.counts.failed` tells.
 * @throws {HooklineClientError} `wait-timeout` when it takes longer. The firing itself goes on.
 * @throws {HooklineProblem} `firing-not-found`.
 */
export async function waitForFiring(
  connection: HooklineConnection,
  id: string,
  options: { timeoutSeconds?: number | undefined } = {},
): Promise<Firing> {
  const { timeoutSeconds = 60 } = options;
  if (!(timeoutSeconds >= 0)) {
    throw new HooklineClientError(
      'invalid-argument',
      'timeoutSeconds must be a number of seconds, 0 or more.',
      {
        field: 'timeoutSeconds',
      },
    );
  }
  const deadline = performance.now() + timeoutSeconds * 1000;
  for (;;) {
    const askedAt = performance.now();
    const leftSeconds = Math.max(0, Math.round(deadline - askedAt) / 1000);
    const waitSeconds = Math.min(limits.waitSeconds, leftSeconds);
    const firing = await askForFiring(connection, id, waitSeconds, leftSeconds);
    if (firing.state === 'finished') return firing;
    const now = performance.now();
    if (now >= deadline) throw timedOut(firing, timeoutSeconds);
    const pauseMs = Math.min(deadline - now, PAUSE_MS - (now - askedAt));
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function timedOut({ id, counts }: Firing, timeoutSeconds: number): HooklineClientError {
  const open = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
  return new HooklineClientError(
    'wait-timeout',
    `The firing ${id} is not finished after ${timeoutSeconds} seconds (${open === '' ? 'no runs to see yet' : `runs: ${open}`}). It goes on; wait longer, or look later with getFiring.`,
    { field: 'timeoutSeconds' },
  );
}
