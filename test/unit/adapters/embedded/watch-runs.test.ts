import { expect, test } from 'vitest';
import { watchRuns } from '../../../../adapters/embedded/watch-runs.ts';
import { ada, openWorkflows } from '../../core/workflow/run/open-workflows.ts';

const key = { tenantId: ada.userId, runId: 'r' };

test('who waits for a run is woken by each write of it and of its steps, and by no other', async () => {
  const home = await openWorkflows();
  await home.run('A → B');
  const { runs, watch } = watchRuns(home.deps.runs, home.clock);
  const watcher = watch.watch(key);
  let woken = 0;
  const waiting = watcher.change(60_000).then(() => woken++);

  const run = await home.get('r');
  await runs.put({ ...run, runId: 'other', revision: 1 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(woken).toBe(0);

  const [step] = await runs.allSteps(key);
  await runs.putStep({ ...step!, revision: step!.revision + 1 });
  await waiting;
  expect(woken).toBe(1);

  // What changes between two waits is not missed.
  await runs.put({ ...run, revision: run.revision + 1 });
  await watcher.change(60_000);
  watcher.close();
  home.close();
});

test('waiting ends with its time', async () => {
  const home = await openWorkflows();
  const { watch } = watchRuns(home.deps.runs, home.clock);
  const watcher = watch.watch(key);
  const waiting = watcher.change(1000);
  home.clock.advance(1000);
  await waiting;
  watcher.close();
  home.close();
});
