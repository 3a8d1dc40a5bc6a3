import type { Firing } from '@hookline/sdk';
import type { ReceivedMail } from './open-inbox.ts';

let steps = 0;

/** Announces the next part of the story. */
export function step(title: string): void {
  console.log(`\n${++steps}. ${title}`);
}

/** The runs of a firing, as a table. */
export function showRuns(firing: Firing): void {
  const rows = [
    ['run', 'handler', 'state', 'attempt', 'took', 'result or error'],
    ...firing.runs.map((run) => [
      run.id,
      `${run.handlerName} v${run.handlerVersion}`,
      run.state,
      String(run.attempt),
      run.durationMs === null ? '' : `${Math.round(run.durationMs)} ms`,
      firstLine(run.error === null ? (run.result ?? '') : `${run.error.name}: ${run.error.message}`),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    console.log(
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()}`,
    );
}

/** An e-mail's addressee, subject and text, framed. */
export function showMail(mail: ReceivedMail): void {
  console.log(`  ┌ To: ${mail.to}`);
  console.log(`  │ Subject: ${mail.subject}`);
  console.log('  │');
  for (const line of mail.text.trimEnd().split('\n')) console.log(`  │ ${line}`.trimEnd());
  console.log('  └');
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
