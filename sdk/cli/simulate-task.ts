import type { WorkerContext, WorkerTask } from '../worker/worker.ts';

/** How tasks are simulated. */
export interface Simulation {
  /** The longest that one takes, in seconds; how long is chance. */
  readonly waitSeconds: number;
  /** How many of them fail, from 0 to 1. */
  readonly failures: number;
}

/** What came of one. */
export interface Simulated {
  readonly kind: string;
  readonly name: string;
  readonly runId: string;
  readonly stepId: string;
  readonly deliveries: number;
  readonly status: 'SUCCESS' | 'FAILURE';
  readonly seconds: number;
}

/** Time and chance, injected in tests. */
export interface SimulationWorld {
  /** From 0 up to, not including, 1: asked once for how long, then once for whether it fails. */
  random(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

class SimulatedFailure extends Error {
  override readonly name = 'SimulatedFailure';
}

/**
 * A worker's function that only takes its time: the output is the input, and some tasks fail (littleflow's `simulate`).
 *
 * @param tell called with each task when it is over.
 */
export function simulateTask(
  { waitSeconds, failures }: Simulation,
  { random, sleep }: SimulationWorld,
  tell: (simulated: Simulated) => void,
): (task: WorkerTask, context: WorkerContext) => Promise<WorkerTask['input']> {
  return async ({ kind, name, input }, { runId, stepId, deliveries, signal }) => {
    const seconds = Math.round(random() * waitSeconds * 1000) / 1000;
    const fails = random() < failures;
    await sleep(seconds * 1000, signal);
    tell({ kind, name, runId, stepId, deliveries, status: fails ? 'FAILURE' : 'SUCCESS', seconds });
    if (fails) throw new SimulatedFailure(`One of ${Math.round(failures * 100)} % that fail.`);
    return input;
  };
}
