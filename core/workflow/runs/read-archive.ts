import { limits } from '../../contract/limits.ts';
import { invalid } from '../../invalid-request.ts';
import { isDeeperThan } from '../../json-depth.ts';
import { declareProblem, type HooklineError } from '../../problem.ts';
import type { WorkflowLanguages } from '../check-workflow.ts';
import type { NodeRegions } from '../regions/regions.ts';
import { regionsOf } from '../regions/regions-of.ts';
import { passPath, roundPath, segmentsOf } from '../regions/step-path.ts';
import { readDefinition } from '../registry/read-definition.ts';
import { ARCHIVE_VERSION, type Archive, type ArchivedStep, archiveFormat } from './archive-format.ts';
import { splitStepId } from './step-place.ts';

const archiveInvalid = declareProblem('archive-invalid', {
  status: 400,
  title: 'The archive is not one of a run',
});
const archiveUnknown = declareProblem('archive-version-unknown', {
  status: 400,
  title: 'The archive was written by a later version',
});

/**
 * An archive, checked: what is in it could have been written by a run. Nothing in it is believed that would reach beyond that run.
 *
 * @throws `archive-version-unknown`, `archive-invalid`, `invalid-request`, `workflow-invalid`
 */
export async function readArchive(value: unknown, languages: WorkflowLanguages): Promise<Archive> {
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== 'hookline-workflow-run') throw refuse('This is no archive of a workflow run.', 'format');
  if (typeof version === 'number' && version > ARCHIVE_VERSION) {
    throw archiveUnknown(
      `The archive has the version ${version}; this platform reads those up to ${ARCHIVE_VERSION}. Restore it with a later version of Hookline.`,
      { field: 'archive.version' },
    );
  }
  // Before anything that walks through the values.
  if (isDeeperThan(value, limits.payloadDepth + 8)) throw refuse('It has too many levels.', '');
  const parsed = archiveFormat.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ ...issue, path: ['archive', ...issue.path] }));
    throw invalid({ issues }, { archive: value });
  }
  const archive = parsed.data;
  const { graph } = archive.run;
  await readDefinition({ graph }, languages);
  const { nodes } = regionsOf(graph);
  const ids = new Set<string>();
  for (const [at, step] of archive.steps.entries()) {
    const message = objectionTo(step, nodes[step.node], ids);
    if (message !== undefined) throw refuse(message, `steps[${at}]`);
    ids.add(step.id);
  }
  return archive;
}

function refuse(message: string, field: string): HooklineError {
  return archiveInvalid(message, { field: field === '' ? 'archive' : `archive.${field}` });
}

function objectionTo(
  { id, node, state, output, startedAt, endedAt }: ArchivedStep,
  regions: NodeRegions | undefined,
  before: ReadonlySet<string>,
): string | undefined {
  if (regions === undefined) return `The graph has no node ${node}.`;
  const { path, last } = splitStepId(id);
  const isLoop = last === `${node}#`;
  if (!isLoop && last !== String(node)) return `"${id}" is no id of a step of the node ${node}.`;
  // A loop is recorded outside of itself.
  const around = isLoop ? regions.around.slice(0, -1) : regions.around;
  if (!isPathOf(path, around)) return `"${id}" is not where the node ${node} can be.`;
  if (before.has(id)) return `There are two steps "${id}".`;
  const isDone = state === 'succeeded' || state === 'skipped';
  if (!isLoop && isDone !== (output !== null))
    return 'A step has an output when it has ended well, and only then.';
  const hasEnded = state !== 'waiting' && state !== 'active';
  if (hasEnded !== (endedAt !== null))
    return 'A step has a time of its end when it has ended, and only then.';
  if (startedAt !== null && endedAt !== null && endedAt < startedAt) return 'A step ends after it has begun.';
  return undefined;
}

function isPathOf(path: string, around: NodeRegions['around']): boolean {
  const segments = segmentsOf(path);
  if (segments.length !== around.length) return false;
  let written = '';
  for (const [depth, { kind, node, number }] of segments.entries()) {
    const region = around[depth]!;
    if (kind !== region.kind || node !== (region.kind === 'loop' ? region.id : region.node)) return false;
    written = kind === 'loop' ? passPath(written, node, number) : roundPath(written, node, number);
  }
  return written === path;
}
