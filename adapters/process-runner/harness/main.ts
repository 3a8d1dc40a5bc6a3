import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { CANCEL_SIGNAL, type HarnessMode, TIME_LIMIT_SIGNAL } from '../protocol.ts';
import { serveRuns } from './serve-runs.ts';
import { serveThreads } from './serve-threads.ts';

/*
 * The program of a runner process: it takes runs, one at a time, or starts threads that do so.
 */
const hidden = [import.meta.url];

// Ctrl-C in a terminal and the end of a service reach every process; the host decides what becomes of this one.
if (isMainThread) for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

if (!isMainThread) {
  const tell = serveRuns({ ...workerData, hidden });
  // Unreferenced: a listener must not keep a run going that waits for nothing else.
  parentPort?.on('message', tell).unref();
} else if ((process.argv[3] as HarnessMode) === 'threads') serveThreads(import.meta.url);
else {
  const tell = serveRuns({ channelFd: 3, outputFd: 1, hidden });
  process.on(TIME_LIMIT_SIGNAL, () => tell('timeLimit'));
  process.on(CANCEL_SIGNAL, () => tell('cancelled'));
}
