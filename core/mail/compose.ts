import { finalState } from '../firing/final-state.ts';
import { runId } from '../firing/run-task.ts';
import type { FiringRecord, ItemRecord, RunRecord } from '../ports/firing-store.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { RunOutcome } from '../ports/runner.ts';
import { escapeHtml } from './escape-html.ts';
import { formatDuration } from './format-duration.ts';
import { itemsTable } from './items-table.ts';
import { type Table, tableAsHtml, tableAsText } from './table.ts';

/** The end of what a run printed that an e-mail shows, in characters. */
const OUTPUT_TAIL = 4000;

/** `[Hookline] recording-report succeeded (ctingress.on_complete)`. */
export function mailSubject(handler: Pick<HandlerRecord, 'name' | 'hook'>, outcome: RunOutcome): string {
  return `[Hookline] ${handler.name} ${finalState(outcome)} (${handler.hook})`;
}

/** One part of an e-mail: a table of facts, a block of preformatted text under a heading, or a table under one. */
type Part = { facts: [name: string, value: string][] } | { heading: string; text: string } | Table;

/**
 * The e-mail about a run's outcome, as plain text and as HTML that says the same; whatever users wrote is escaped. Of a run
 * with items it is the one e-mail for all of them.
 */
export function composeMail(
  firing: Pick<FiringRecord, 'id' | 'hook' | 'firedBy'>,
  handler: HandlerRecord,
  run: RunRecord & { outcome: RunOutcome },
  items: readonly ItemRecord[] = [],
): { subject: string; text: string; html: string } {
  const { outcome } = run;
  const title = `${handler.name} ${finalState(outcome)}`;
  const parts: Part[] = [
    {
      facts: [
        ['Handler', handler.name],
        ['Hook', handler.hook],
        ['Version', String(handler.version)],
        ['Firing', firing.id],
        ['Fired by', firing.firedBy],
        ['Run', runId(run)],
        ['Attempts', String(run.attempt)],
        ['Started', new Date(run.startedAt).toISOString()],
        ['Duration', formatDuration(outcome.durationMs)],
      ],
    },
    ...(outcome.ok ? successParts(handler, run, outcome) : failureParts(outcome)),
    ...(run.itemCount === null ? [] : [itemsTable(items, run.itemCount)]),
  ];
  return {
    subject: mailSubject(handler, outcome),
    text: asText(title, parts),
    html: asHtml(title, outcome.ok, parts),
  };
}

function successParts({ code }: HandlerRecord, run: RunRecord, outcome: RunOutcome & { ok: true }): Part[] {
  if ('workflow' in code) {
    const id = runId(run);
    const text =
      run.itemCount === null
        ? `A run of the workflow ${code.workflow}: ${id}\nLook at it: hookline workflow show ${id}`
        : `A run of the workflow ${code.workflow} for each item that succeeded, with the id in its result.\nLook at one: hookline workflow show ${id}.0`;
    return [{ heading: 'Started', text }];
  }
  const cut = outcome.resultCut ? '\n[cut here: at most 64 KiB of a result are kept]' : '';
  return [{ heading: 'Returned', text: outcome.result === '' ? '(nothing)' : outcome.result + cut }];
}

function failureParts(outcome: RunOutcome & { ok: false }): Part[] {
  const { error, output } = outcome;
  const parts: Part[] = [{ heading: 'Error', text: `${error.name}: ${error.message}` }];
  if (error.stack !== undefined) parts.push({ heading: 'Stack', text: error.stack });
  if (output !== '') {
    const tail = output.slice(-OUTPUT_TAIL);
    parts.push({ heading: tail === output ? 'Output' : 'The end of the output', text: tail });
  }
  return parts;
}

function asText(title: string, parts: readonly Part[]): string {
  const blocks = parts.map((part) => {
    if ('facts' in part) {
      return part.facts.map(([name, value]) => `${`${name}:`.padEnd(10)} ${value}`).join('\n');
    }
    const text = 'columns' in part ? tableAsText(part) : part.text;
    return `${part.heading}\n${'-'.repeat(part.heading.length)}\n${text}`;
  });
  return `${[title, ...blocks].join('\n\n')}\n`;
}

function asHtml(title: string, ok: boolean, parts: readonly Part[]): string {
  const blocks = parts.map((part) => {
    if ('facts' in part) {
      return `<table cellpadding="0" cellspacing="0">${part.facts
        .map(
          ([name, value]) =>
            `<tr><td style="padding:2px 16px 2px 0;color:#666">${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`,
        )
        .join('')}</table>`;
    }
    const content =
      'columns' in part
        ? tableAsHtml(part)
        : `<pre style="margin:0;padding:12px;background:#f5f5f5;border-radius:6px;white-space:pre-wrap;word-break:break-word">${escapeHtml(part.text)}</pre>`;
    return `<h2 style="font-size:14px;margin:20px 0 6px">${escapeHtml(part.heading)}</h2>${content}`;
  });
  return (
    '<!doctype html><html><body style="font:14px/1.5 system-ui,sans-serif;color:#222;max-width:720px;margin:0 auto;padding:16px">' +
    `<h1 style="font-size:18px;color:${ok ? '#1a7f37' : '#b42318'}">${escapeHtml(title)}</h1>${blocks.join('')}</body></html>`
  );
}
