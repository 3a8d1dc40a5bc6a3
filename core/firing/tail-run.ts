import type { Run, RunState } from '../contract/firing.ts';
import type { Caller } from '../identity/caller.ts';
import type { LiveOutput, OutputChunk } from '../ports/live-output.ts';
import { getRun } from './get-run.ts';
import { parseRunId } from './run-task.ts';

const goingOn: ReadonlySet<RunState> = new Set(['planned', 'waiting', 'running']);

/**
 * What a run printed after a place, and how it stands: at once when there is something or the run has ended, else as soon as
 * there is, at the latest after `waitMs`. Of a run that ended longer ago, what its record has.
 */
export async function tailRun(
  deps: Parameters<typeof getRun>[0] & { output: Pick<LiveOutput, 'read'> },
  caller: Caller,
  id: string,
  { after, waitMs, signal }: { after: number; waitMs: number; signal?: AbortSignal },
): Promise<{ chunks: OutputChunk[]; next: number; state: RunState }> {
  const run = await getRun(deps, caller, id);
  const key = parseRunId(id)!;
  if (goingOn.has(run.state)) {
    const looking = new AbortController();
    const until = signal === undefined ? looking.signal : AbortSignal.any([signal, looking.signal]);
    const reading = deps.output.read(key, after, waitMs, until);
    // It may have ended before the reading began, and nothing would wake it.
    const { state } = await getRun(deps, caller, id);
    if (!goingOn.has(state)) looking.abort();
    return { ...(await reading), state };
  }
  const { chunks, next } = await deps.output.read(key, after, 0, signal);
  if (after > 0 || chunks.length > 0) return { chunks, next, state: run.state };
  return { chunks: recorded(run), next: 1, state: run.state };
}

function recorded(run: Run): OutputChunk[] {
  return run.attempts
    .filter(({ output }) => output !== '')
    .map(({ number, output }) => ({ item: null, attempt: number, text: output }));
}
