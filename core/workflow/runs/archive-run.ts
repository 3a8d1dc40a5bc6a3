import { limits } from '../../contract/limits.ts';
import type { KeptArchive } from '../../contract/workflow-archive.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { ArchiveStore } from '../../ports/archive-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StepRecord, WorkflowRunRecord, WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { declareProblem } from '../../problem.ts';
import { isPartRecord } from '../run/loop-record.ts';
import { ARCHIVE_VERSION, type Archive, type ArchivedStep, keptWork } from './archive-format.ts';
import { archiveName } from './archive-name.ts';
import { checkAnswerSize } from './check-answer-size.ts';
import { type FindRunDeps, findRun, type RunChoice } from './find-run.ts';
import { isUnfinishedRestore, restoreUnfinished } from './unfinished-restore.ts';

const archiveTooLarge = declareProblem('archive-too-large', {
  status: 422,
  title: 'The archive is too large to be kept',
});

const unfinished = declareProblem('workflow-run-unfinished', {
  status: 409,
  title: 'The run is not restored yet',
});

/** What archiving takes. */
export interface ArchiveDeps extends FindRunDeps {
  readonly runs: Pick<WorkflowRunStore, 'get' | 'allSteps'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * A run as an archive: everything it takes to restore it, here or elsewhere. Of one that goes on, as it is now.
 *
 * @throws `workflow-run-not-found`, `workflow-run-unfinished`, `answer-too-large`
 */
export async function archiveRun(deps: ArchiveDeps, caller: Caller, choice: RunChoice): Promise<Archive> {
  const archive = await takeArchive(deps, await findRun(deps, caller, choice));
  return checkAnswerSize(archive, 'Let the platform keep the archive: hookline workflow archive --uri');
}

/**
 * Keeps an archive of a run with the platform, for the owner of the run.
 *
 * @throws `workflow-run-not-found`, `workflow-run-unfinished`, `archive-too-large`
 */
export async function keepArchive(
  deps: ArchiveDeps & { readonly archives: Pick<ArchiveStore, 'put'> },
  caller: Caller,
  choice: RunChoice,
  uri = `archive://${choice.id}`,
): Promise<KeptArchive> {
  requirePermission(caller, 'register');
  const run = await findRun(deps, caller, choice);
  const bytes = new TextEncoder().encode(JSON.stringify(await takeArchive(deps, run)));
  const { archiveBytes } = limits.workflowRun;
  if (bytes.byteLength > archiveBytes) {
    throw archiveTooLarge(`The archive has ${bytes.byteLength} bytes; ${archiveBytes} can be kept.`);
  }
  await deps.archives.put(run.tenantId, archiveName(uri), bytes);
  return { uri, sizeBytes: bytes.byteLength };
}

async function takeArchive(deps: ArchiveDeps, run: WorkflowRunRecord): Promise<Archive> {
  if (isUnfinishedRestore(run)) throw unfinished(restoreUnfinished.message, { field: 'id' });
  // Which rounds are through is seen from their steps again.
  const steps = (await deps.runs.allSteps(run)).filter(({ stepId }) => !isPartRecord(stepId));
  return {
    format: 'hookline-workflow-run',
    version: ARCHIVE_VERSION,
    archivedAt: deps.clock.now(),
    run: {
      id: run.runId,
      owner: run.owner,
      workflow: run.workflow === null ? null : { ...run.workflow },
      source: run.source,
      graph: run.graph,
      state: run.state,
      input: run.input,
      output: run.output,
      error: run.error === null ? null : { ...run.error },
      metadata: { ...run.metadata },
      catchErrors: run.catchErrors,
      eventsAfter: run.eventsAfter,
      createdAt: run.createdAt,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
    },
    steps: steps.map(({ stepId, node, state, startedAt, endedAt, output, error, work }) => ({
      id: stepId,
      node,
      state,
      startedAt,
      endedAt,
      output,
      error: error === null ? null : { ...error },
      work: keepWork(work),
    })),
  };
}

/** What is done for a step elsewhere is not to be found again from an archive. */
function keepWork(work: StepRecord['work']): ArchivedStep['work'] {
  const own = Object.keys(keptWork.shape).filter((field) => typeof work?.[field] === 'number');
  return own.length === 0 ? null : Object.fromEntries(own.map((field) => [field, work?.[field]]));
}
