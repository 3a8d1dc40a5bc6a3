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
  if (after === ALL_TOLD) return { chunks: [], next: ALL_TOLD, state: run.state };
  const { chunks, next } = await deps.output.read(key, after, 0, signal);
  if (chunks.length > 0) return { chunks, next, state: run.state };
  const told = after === 0 ? [] : (await deps.output.read(key, 0, 0, signal)).chunks;
  return { chunks: untold(run, told), next: ALL_TOLD, state: run.state };
}

/** The place after everything that a run which has ended printed. */
const ALL_TOLD = Number.MAX_SAFE_INTEGER;

/** What the record has of the output beyond what was told while it was printed: a runner elsewhere tells now and then. */
function untold(run: Run, told: readonly OutputChunk[]): OutputChunk[] {
  const newest = told.at(-1)?.attempt ?? 0;
  return run.attempts.flatMap(({ number, output }): OutputChunk[] => {
    if (number < newest) return [];
    const before = told.filter(({ item, attempt }) => item === null && attempt === number);
    const length = before.reduce((sum, { text }) => sum + text.length, 0);
    const text = output.slice(length);
    return text === '' ? [] : [{ item: null, attempt: number, text }];
  });
}
