import type { WorkflowRun, WorkflowStepSummary } from '../../core/contract/workflow-run.ts';
import { formatDuration } from './format-duration.ts';
import { formatTable } from './format-table.ts';
import { indent } from './indent.ts';
import { plainLine, toJson } from './plain-text.ts';

/** A run of a workflow for people: how it stands, its steps as a timeline, what it gave. */
export function formatWorkflowRun(run: WorkflowRun): string {
  return [formatHead(run), formatTimeline(run), formatOutcome(run)].filter((part) => part !== '').join('\n');
}

/** What a run is of: `ingest (version 2)`. */
export function formatWorkflowOf({ name, workflow }: Pick<WorkflowRun, 'name' | 'workflow'>): string {
  if (workflow !== null) return `${workflow.name} (version ${workflow.version})`;
  return name === null ? 'not registered' : `${name} (not registered)`;
}

function formatHead(run: WorkflowRun): string {
  const lines = [
    ['Run', run.id],
    ['Workflow', formatWorkflowOf(run)],
    ['State', run.endedAt === null ? run.state : `${run.state} at ${run.endedAt}`],
    ['Started', `${run.startedAt ?? 'not yet'}, by ${run.startedBy.kind} ${run.startedBy.id}`],
    ...(run.parent === null ? [] : [['Part of', `${run.parent.runId}, step ${run.parent.stepId}`]]),
    ...(Object.keys(run.metadata).length === 0 ? [] : [['Metadata', JSON.stringify(run.metadata)]]),
  ];
  return lines.map(([name = '', value = '']) => `${name.padEnd(9)} ${plainLine(value, 200)}\n`).join('');
}

function formatTimeline({ steps, stepCount }: WorkflowRun): string {
  const rows = steps.map((step) => [
    step.startedAt ?? '',
    step.id,
    nameOfStep(step),
    step.state,
    step.startedAt === null || step.endedAt === null
      ? ''
      : formatDuration(Date.parse(step.endedAt) - Date.parse(step.startedAt)),
    step.error === null ? '' : `${step.error.name}: ${step.error.message}`,
  ]);
  const table = formatTable(['AT', 'STEP', 'NAME', 'STATE', 'TOOK', 'ERROR'], rows, 'No step has begun yet.');
  const cut = stepCount > steps.length ? `  ${stepCount - steps.length} earlier steps are not shown.\n` : '';
  return `Timeline\n${indent(table)}${cut}`;
}

/** What a step is called: the name of its task, or what it is. */
export function nameOfStep({ name, kind }: Pick<WorkflowStepSummary, 'name' | 'kind'>): string {
  return name ?? `(${kind})`;
}

function formatOutcome({ output, error }: WorkflowRun): string {
  return [
    output === null ? '' : `Output\n${indent(toJson(output))}`,
    error === null ? '' : `It failed\n${indent(`${error.name}: ${error.message}`)}`,
  ].join('');
}
