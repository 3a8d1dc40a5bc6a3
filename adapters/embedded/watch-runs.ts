import type { Clock } from '../../core/ports/clock.ts';
import type { WorkflowRunKey, WorkflowRunStore } from '../../core/ports/workflow-run-store.ts';
import type { WorkflowRunWatch } from '../../core/ports/workflow-run-watch.ts';

/**
 * A store of workflow runs that tells of each write through it: all writes of an embedded platform come from its one process, so that
 * nobody has to ask again and again.
 */
export function watchRuns<Store extends WorkflowRunStore>(
  store: Store,
  clock: Pick<Clock, 'schedule'>,
): { readonly runs: Store; readonly watch: WorkflowRunWatch } {
  const watchers = new Map<string, Set<() => void>>();
  const tell = (key: WorkflowRunKey) => {
    for (const notice of watchers.get(nameOf(key)) ?? []) notice();
  };
  const telling = async <Result>(key: WorkflowRunKey, write: Promise<Result>): Promise<Result> => {
    const result = await write;
    tell(key);
    return result;
  };

  const runs: Store = {
    ...store,
    put: (record, events) => telling(record, store.put(record, events)),
    putStep: (step, events) => telling(step, store.putStep(step, events)),
    remove: (key) => telling(key, store.remove(key)),
  };

  const watch = (key: WorkflowRunKey) => {
    let hasChanged = false;
    let wake = () => {};
    const notice = () => {
      hasChanged = true;
      wake();
    };
    const name = nameOf(key);
    const ofRun = watchers.get(name) ?? new Set();
    watchers.set(name, ofRun.add(notice));
    return {
      async change(waitMs: number) {
        if (!hasChanged) {
          await new Promise<void>((resolve) => {
            const cancel = clock.schedule(waitMs, resolve);
            wake = () => {
              cancel();
              resolve();
            };
          });
        }
        hasChanged = false;
        wake = () => {};
      },
      close() {
        ofRun.delete(notice);
        if (ofRun.size === 0 && watchers.get(name) === ofRun) watchers.delete(name);
      },
    };
  };
  return { runs, watch: { watch } };
}

function nameOf({ tenantId, runId }: WorkflowRunKey): string {
  return `${tenantId} ${runId}`;
}
