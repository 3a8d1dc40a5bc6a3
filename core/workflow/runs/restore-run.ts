import { limits } from '../../contract/limits.ts';
import type { WorkflowRun } from '../../contract/workflow-run.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { ArchiveStore } from '../../ports/archive-store.ts';
import type { StepRecord, WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { declareProblem, type HooklineError } from '../../problem.ts';
import { graphDocument } from '../compile/graph-document.ts';
import type { WorkflowDeps } from '../run/deps.ts';
import { isEngineRecord } from '../run/loop-record.ts';
import { resolveTargets } from '../run/resolve-targets.ts';
import { someAtOnce } from '../some-at-once.ts';
import type { Archive, ArchivedStep } from './archive-format.ts';
import { archiveName } from './archive-name.ts';
import { presentRun } from './present-run.ts';
import { readArchive } from './read-archive.ts';
import { restoreMarks, restoreUnfinished } from './unfinished-restore.ts';

const runExists = declareProblem('workflow-run-exists', {
  status: 409,
  title: 'There is a run of that id',
});
const archiveNotFound = declareProblem('archive-not-found', {
  status: 404,
  title: 'There is no such archive',
});

const KEPT_MS = limits.retentionDays * 24 * 3600 * 1000;

/** Steps written at once. */
const AT_ONCE = 20;

type RestoreDeps = Pick<
  WorkflowDeps,
  'runs' | 'handlers' | 'workflows' | 'kinds' | 'events' | 'yaml' | 'expressions' | 'clock'
> & { readonly archives: Pick<ArchiveStore, 'get'> };

/** Where the archive is, and which id the run is to have in place of its own. */
export interface RestoreRequest {
  readonly from: { readonly archive: unknown } | { readonly uri: string };
  readonly runId?: string | undefined;
}

/**
 * Restores a run from an archive, as `terminated` (littleflow): a restart goes on from there, without doing again what has its output.
 * It is the caller's, whoever's it was, and its tasks are what their names stand for here and now. Until all its steps are there it is
 * `cancelled`, and can only be deleted; the same archive again goes on with a restore that was interrupted, and changes nothing of one that
 * is through.
 *
 * @throws `archive-not-found`, `archive-version-unknown`, `archive-invalid`, `workflow-run-exists`
 */
export async function restoreRun(
  deps: RestoreDeps,
  caller: Caller,
  { from, runId }: RestoreRequest,
): Promise<WorkflowRun> {
  requirePermission(caller, 'register');
  const archived = 'archive' in from ? from.archive : await loadArchive(deps, caller, from.uri);
  const archive = await readArchive(archived, deps);
  const key = { tenantId: caller.userId, runId: runId ?? archive.run.id };
  const steps = archive.steps.flatMap((step) => restoreStep(key, step));
  const marks = restoreMarks(archive);
  const standing = await deps.runs.get(key);
  // The answer to an earlier try may have been lost.
  if (standing?.execution === marks.done && standing.state === 'terminated')
    return await present(deps, standing, steps);
  if (standing !== undefined && standing.execution !== marks.begun) throw exists(key);
  const run = await restoreRecord(deps, caller, key, archive);
  const unfinished = {
    ...run,
    state: 'cancelled' as const,
    error: restoreUnfinished,
    execution: marks.begun,
  };
  if (standing === undefined && !(await deps.runs.put(unfinished))) throw exists(key);
  // False of those that an earlier try has written: they are the same.
  await someAtOnce(steps, AT_ONCE, (step) => deps.runs.putStep(step));
  const revision = (standing ?? unfinished).revision + 1;
  const restored = { ...run, execution: marks.done, revision };
  if (!(await deps.runs.put(restored))) throw exists(key);
  return await present(deps, restored, steps);
}

async function present(
  { runs }: Pick<RestoreDeps, 'runs'>,
  run: WorkflowRunRecord,
  steps: readonly StepRecord[],
): Promise<WorkflowRun> {
  await runs.settled();
  return presentRun(
    run,
    steps.filter(({ stepId }) => !isEngineRecord(stepId)),
  );
}

function exists({ runId }: WorkflowRunKey): HooklineError {
  return runExists(`There is a workflow run "${runId}" already. Delete it first, or choose another runId.`, {
    field: 'runId',
  });
}

async function loadArchive(
  { archives }: Pick<RestoreDeps, 'archives'>,
  caller: Caller,
  uri: string,
): Promise<unknown> {
  const bytes = await archives.get(caller.userId, archiveName(uri));
  if (bytes !== undefined) return JSON.parse(new TextDecoder().decode(bytes));
  throw archiveNotFound(`There is no archive ${uri} of yours.`, { field: 'uri' });
}

async function restoreRecord(
  deps: RestoreDeps,
  caller: Caller,
  key: WorkflowRunKey,
  { run }: Archive,
): Promise<Omit<WorkflowRunRecord, 'execution'>> {
  const now = deps.clock.now();
  // An offset of another platform's log means nothing here; one that is too large would hide events.
  const latest = await deps.events.latestOffset();
  return {
    ...key,
    owner: caller.userName,
    name: run.workflow?.name ?? run.graph.name,
    workflow: run.workflow,
    source: run.source,
    graph: run.graph,
    documentSha256: graphDocument(run.graph).sha256,
    targets: await resolveTargets(deps, key.tenantId, run.graph),
    state: 'terminated',
    input: run.input,
    output: null,
    error: run.error,
    metadata: run.metadata,
    catchErrors: run.catchErrors,
    parent: null,
    eventsAfter: Math.min(run.eventsAfter, latest),
    startedBy: { kind: 'archive', id: run.id },
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt ?? now,
    expiresAt: now + KEPT_MS,
    revision: 1,
  };
}

/** As it was; what waited, or went on elsewhere, is begun again by a restart. */
function restoreStep(
  key: WorkflowRunKey,
  { id, node, state, startedAt, endedAt, output, error, work }: ArchivedStep,
): StepRecord[] {
  if (state === 'waiting') return [];
  return [
    { ...key, stepId: id, node, state, startedAt, endedAt, output, error, work, token: null, revision: 1 },
  ];
}
