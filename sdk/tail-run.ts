import type { RunState } from '../core/contract/firing.ts';
import { limits } from '../core/contract/limits.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer } from './expect-answer.ts';
import { pathPart } from './path-part.ts';

/** What an attempt of a run printed at once. */
export interface PrintedText {
  /** Index of the item, for handlers with `each`; else null. */
  readonly item: number | null;
  readonly attempt: number;
  readonly text: string;
}

interface Tail {
  readonly chunks: PrintedText[];
  readonly next: number;
  readonly state: RunState;
}

const goingOn: ReadonlySet<RunState> = new Set(['planned', 'waiting', 'running']);

/**
 * What a run prints, while it prints it, until it ends; of a run that has ended, what it printed. Returns its final state.
 *
 * @throws {HooklineProblem} `run-not-found`.
 */
export async function* tailRun(
  connection: HooklineConnection,
  id: string,
): AsyncGenerator<PrintedText, RunState> {
  for (let after = 0; ; ) {
    const answer = await callApi(connection, {
      method: 'GET',
      path: `/v1/runs/${pathPart(id, 'id')}/output`,
      query: new URLSearchParams({ after: String(after), waitSeconds: String(limits.waitSeconds) }),
      waitSeconds: limits.waitSeconds,
    });
    const { chunks, next, state } = expectAnswer<Tail>(answer, {
      chunks: 'array',
      next: 'number',
      state: 'string',
    });
    yield* chunks;
    if (chunks.length === 0 && !goingOn.has(state)) return state;
    after = next;
  }
}
