import type { Firing, HistoryEntry, Run } from '../../core/contract/firing.ts';
import { formatDuration } from './format-duration.ts';
import { formatError } from './format-run.ts';
import { formatTable } from './format-table.ts';
import { indent } from './indent.ts';
import { plainLine } from './plain-text.ts';

/** A firing for people: what it was, its runs as a table, its history, and what each run returned, threw and printed. */
export function formatFiring(firing: Firing): string {
  return [formatHead(firing), formatRuns(firing), formatHistory(firing), ...firing.runs.map(formatRun)].join(
    '\n',
  );
}

function formatHead(firing: Firing): string {
  const chosen = firing.allHandlers
    ? 'all handlers'
    : firing.tags.length === 0
      ? 'none'
      : firing.tags.join(', ');
  const lines = [
    ['Firing', firing.id],
    ['Hook', firing.hook],
    ['State', firing.finishedAt === null ? firing.state : `${firing.state} at ${firing.finishedAt}`],
    ['Fired by', `${firing.firedBy} at ${firing.acceptedAt}`],
    ['Tags', chosen],
    ['Payload', `${firing.payloadBytes} bytes`],
  ];
  return lines.map(([name = '', value = '']) => `${name.padEnd(9)} ${plainLine(value, 200)}\n`).join('');
}

function formatRuns({ runs, state }: Firing): string {
  const none = state === 'finished' ? 'No handler ran that you may see.' : 'No runs that you may see yet.';
  return formatTable(
    ['HANDLER', 'VERSION', 'STATE', 'ATTEMPT', 'TOOK', 'RUN'],
    runs.map((run) => [
      run.handlerName,
      run.handlerVersion,
      run.state,
      run.attempt,
      run.durationMs === null ? '' : formatDuration(run.durationMs),
      run.id,
    ]),
    none,
  );
}

function formatHistory(firing: Firing): string {
  const nameOf = new Map(firing.runs.map((run) => [run.id, run.handlerName]));
  const rows = firing.history.map((entry) => [
    entry.at,
    `+${formatDuration(Date.parse(entry.at) - Date.parse(firing.acceptedAt))}`,
    entry.step,
    describeEntry(entry, nameOf),
  ]);
  return `History\n${indent(formatTable(['AT', 'AFTER', 'STEP', 'RUN'], rows, 'Nothing yet.'))}`;
}

function describeEntry(entry: HistoryEntry, nameOf: ReadonlyMap<string, string>): string {
  if (entry.runId === undefined) return '';
  const attempt = entry.attempt === undefined ? '' : `, attempt ${entry.attempt}`;
  const state = entry.state === undefined ? '' : `: ${entry.state}`;
  return `${nameOf.get(entry.runId) ?? entry.runId}${attempt}${state}`;
}

function formatRun(run: Run): string {
  const title = `${plainLine(run.handlerName)} (version ${run.handlerVersion}): ${run.state}\n`;
  const parts = [
    run.result === null ? '' : indent(run.resultCut ? `${run.result}\n[cut here]` : run.result),
    run.error === null ? '' : indent(formatError(run.error)),
    run.output === '' ? '' : `  It printed:\n${indent(run.output, '    ')}`,
  ];
  return title + parts.join('');
}
