import type { FiringExecution } from '../../core/ports/orchestrator.ts';

/** The functions that the firing machine calls. */
export interface MachineFunctions {
  invoke(event: unknown): Promise<unknown>;
  settle(event: unknown): Promise<unknown>;
  notify(event: unknown): Promise<unknown>;
  finish(event: unknown): Promise<unknown>;
}

interface Settled {
  readonly next: 'notify' | 'retry' | 'end';
}

/** Calls the functions in the order of `infra/firing.asl.json`, all runs at once; its waits and repetitions take no time. */
export async function driveMachine(
  functions: MachineFunctions,
  execution: FiringExecution,
  context: { executionId: string; startedAt: string },
): Promise<void> {
  const { runs, ...rest } = execution;
  await Promise.all(
    runs.map(async (run) => {
      const task = { ...rest, ...context, run };
      for (;;) {
        const settled = await functions
          .invoke(task)
          .catch((error: Error) =>
            functions.settle({ task, error: { Error: error.name, Cause: error.message } }),
          );
        const { next } = settled as Settled;
        if (next === 'notify') await functions.notify(task);
        if (next !== 'retry') return;
      }
    }),
  );
  if (!execution.onlyRun) await functions.finish({ firingId: execution.firingId, onlyRun: false });
}
