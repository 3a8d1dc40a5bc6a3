import type { Run } from '../contract/firing.ts';
import type { Caller } from '../identity/caller.ts';
import { declareProblem } from '../problem.ts';
import { findFiring } from './find-firing.ts';
import { parseRunId } from './run-task.ts';

const runNotFound = declareProblem('run-not-found', { status: 404, title: 'There is no such run' });

/** One run of the caller's handlers, everybody's for admins and viewers, with its attempts and items. */
export async function getRun(
  deps: Parameters<typeof findFiring>[0],
  caller: Caller,
  id: string,
): Promise<Run> {
  const key = parseRunId(id);
  const firing = key === undefined ? undefined : await findFiring(deps, caller, key.firingId);
  const run = firing?.runs.find((found) => found.id === id);
  if (run !== undefined) return run;
  throw runNotFound(`There is no run "${id}" that you may see. See: hookline runs list`, { field: 'id' });
}
