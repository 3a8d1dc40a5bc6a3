import type { StepContext } from '../../ports/workflow-executions.ts';
import type { WorkflowDeps } from './deps.ts';
import { elapsed } from './elapsed.ts';
import { nameOfExecution, nameOfStarted } from './executions-of-run.ts';
import { fail, finish } from './finish.ts';
import { leavePart } from './iteration-parts.ts';
import { join } from './join.ts';
import { launchRun } from './launch-run.ts';
import { leave } from './leave.ts';
import { again, loop } from './loop.ts';
import { isOver } from './run-end.ts';
import { startStep } from './start-step.ts';
import { timeout } from './timeout.ts';

/** What a state of a workflow's document asks for: `docs/decisions/017-workflow-engine.md`. */
export interface StepEvent {
  readonly action: 'join' | 'start' | 'elapsed' | 'timeout' | 'leave' | 'loop' | 'again' | 'finish' | 'fail';
  readonly context: StepContext;
  readonly node: number;
  /** Of the state, when it waits for one. */
  readonly token?: string;
  /** What has failed, of `fail`. */
  readonly error?: { readonly Error?: string; readonly Cause?: string };
}

/**
 * Does what a state of a workflow's document stands for; may be repeated. An execution that is not the run's any more is told nothing.
 *
 * @throws {StepFailed} when the step of the state has failed, so that the state does.
 */
export async function step(
  deps: WorkflowDeps,
  { action, context, node, token, error }: StepEvent,
): Promise<Readonly<Record<string, unknown>> | null> {
  const run = await deps.runs.get(context.run);
  if (run === undefined) return null;
  if (run.execution !== context.execution) {
    // What goes on in another execution was not started there, if this call is repeated after a crash in between.
    if (run.state === 'running') await launchRun(deps, run);
    return null;
  }
  // A crash came between the end of the run and that of its execution.
  if (isOver(run) && token !== undefined) {
    await deps.executions.stop(run.documentSha256, nameOfExecution(run, context.path));
    return null;
  }
  const at = { node, path: context.path };
  switch (action) {
    case 'join':
      await join(deps, run, { ...at, token: tokenOf(token) });
      return null;
    case 'start':
      await startStep(deps, run, { ...at, token: tokenOf(token) });
      return null;
    case 'elapsed':
      await elapsed(deps, run, at);
      return null;
    case 'timeout':
      await timeout(deps, run, at);
      return null;
    case 'leave':
      if (context.part === undefined) await leave(deps, run, at);
      else await leavePart(deps, run, { path: context.path, ...context.part });
      return null;
    case 'loop':
      return await loop(deps, run, at);
    case 'again':
      return await again(deps, run, at);
    case 'finish':
      await finish(deps, run);
      return null;
    case 'fail':
      await fail(deps, run, error, nameOfStarted(run, context));
      return null;
  }
}

function tokenOf(token: string | undefined): string {
  if (token === undefined) throw new Error('The state gives no token to answer.');
  return token;
}
