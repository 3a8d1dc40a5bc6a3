import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getFiring, type HooklineConnection, waitForFiring } from '@hookline/sdk';
import { expect } from 'vitest';

const folder = join(import.meta.dirname, '../golden');

/**
 * Expects these firings to have gone as `golden/NAME.json` says, which is one file for both homes. Waits for it, since
 * e-mails are queued after the firing of one run is closed. `vitest -u` writes the file anew.
 *
 * @param connection of one who sees every run.
 */
export async function expectGolden(
  connection: HooklineConnection,
  name: string,
  firingIds: readonly string[],
): Promise<void> {
  const file = join(folder, `${name}.json`);
  await Promise.all(firingIds.map((id) => waitForFiring(connection, id, { timeoutSeconds: 30 })));
  const history = async (): Promise<string> => {
    const firings = await Promise.all(firingIds.map((id) => describeFiring(connection, id)));
    return `${JSON.stringify(firings, null, 2)}\n`;
  };
  if (existsSync(file)) {
    const golden = readFileSync(file, 'utf8');
    await expect
      .poll(history, { timeout: 15_000 })
      .toBe(golden)
      .catch(() => {});
  }
  await expect(await history()).toMatchFileSnapshot(file);
}

/** Without times and ids, and each run apart, since runs of one firing go side by side. */
async function describeFiring(connection: HooklineConnection, id: string) {
  const { hook, state, runs, history } = await getFiring(connection, id);
  const entries = (runId?: string) =>
    history
      .filter((entry) => entry.runId === runId)
      .map(({ step, attempt, state }) =>
        [step, attempt, state].filter((part) => part !== undefined).join(' '),
      )
      .join(', ');
  return {
    hook,
    state,
    history: entries(),
    runs: Object.fromEntries(
      runs
        .map((run): [string, string] => [`${run.handlerName} v${run.handlerVersion}`, entries(run.id)])
        .sort(([a], [b]) => a.localeCompare(b)),
    ),
  };
}
