import type { Run } from '../../core/contract/firing.ts';
import { formatDuration } from './format-duration.ts';
import { formatTable } from './format-table.ts';
import { indent } from './indent.ts';
import { plainLine } from './plain-text.ts';

/** A run for people: how it stands, its attempts and waits as a timeline, its items, what it returned, threw and printed. */
export function formatRun(run: Run): string {
  return [formatHead(run), formatTimeline(run), formatItems(run), formatOutcome(run)]
    .filter((part) => part !== '')
    .join('\n');
}

function formatHead(run: Run): string {
  const { cancelRequested } = run;
  const lines = [
    ['Run', run.id],
    ['Handler', `${run.handlerName} (id ${run.handlerId}, version ${run.handlerVersion})`],
    ['Firing', run.firingId],
    ['State', run.endedAt === null ? run.state : `${run.state} at ${run.endedAt}`],
    ...(run.state === 'waiting'
      ? [['Waits', run.nextAt === null ? 'for its turn' : `until ${run.nextAt}`]]
      : []),
    ...(cancelRequested === null ? [] : [['Cancelled', `by ${cancelRequested.by} at ${cancelRequested.at}`]]),
  ];
  return lines.map(([name = '', value = '']) => `${name.padEnd(9)} ${plainLine(value, 200)}\n`).join('');
}

function formatTimeline({ attempts }: Run): string {
  if (attempts.length === 0) return '';
  const rows = attempts.flatMap((attempt) => {
    const { number, startedAt, endedAt, error, nextAt } = attempt;
    const took = startedAt === null || endedAt === null ? '' : between(startedAt, endedAt);
    const came = error !== null ? `${error.name}: ${error.message}` : endedAt === null ? 'goes on' : 'done';
    const wait =
      endedAt === null || nextAt === null
        ? []
        : [[endedAt, 'wait', between(endedAt, nextAt), `until ${nextAt}`]];
    return [[startedAt ?? '', `attempt ${number}`, took, came], ...wait];
  });
  return `Timeline\n${indent(formatTable(['AT', 'WHAT', 'TOOK', 'CAME TO'], rows, ''))}`;
}

function between(from: string, to: string): string {
  return formatDuration(Date.parse(to) - Date.parse(from));
}

function formatItems({ items }: Run): string {
  if (items === null) return '';
  const rows = items.map((item) => [
    item.index,
    item.state,
    item.attempt,
    item.error !== null ? `${item.error.name}: ${item.error.message}` : (item.result ?? ''),
  ]);
  return `Items\n${indent(formatTable(['ITEM', 'STATE', 'ATTEMPT', 'RESULT OR ERROR'], rows, 'There are no items.'))}`;
}

function formatOutcome({ result, resultCut, error, output }: Run): string {
  return [
    result === null ? '' : `It returned\n${indent(resultCut ? `${result}\n[cut here]` : result)}`,
    error === null ? '' : `It failed\n${indent(formatError(error))}`,
    output === '' ? '' : `It printed\n${indent(output)}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Node's stacks begin with the name and message. */
export function formatError({ name, message, stack }: NonNullable<Run['error']>): string {
  const headline = `${name}: ${message}`;
  if (stack === undefined || stack === '') return headline;
  return stack.startsWith(headline) ? stack : `${headline}\n${stack}`;
}
