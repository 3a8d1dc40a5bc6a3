import { type Command, Option } from 'commander';
import type { RunState } from '../../../core/contract/firing.ts';
import { cancelRun } from '../../cancel-run.ts';
import { getRun } from '../../get-run.ts';
import { listRuns, type RunListOptions } from '../../list-runs.ts';
import { tailRun } from '../../tail-run.ts';
import { type AddCommand, connect, print, wantsJson } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatDuration } from '../format-duration.ts';
import { formatRun } from '../format-run.ts';
import { formatTable } from '../format-table.ts';
import { time, wholeNumber } from '../parse-arguments.ts';
import { plainLine } from '../plain-text.ts';
import { printedText } from '../printed-text.ts';

const states: readonly RunState[] = [
  'planned',
  'waiting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
];

/** `hookline runs`: what handlers did for firings. */
export const runsCommand: AddCommand = (program, io) => {
  const runs = program.command('runs').description('List runs, look at one, follow its output, cancel it.');

  runs
    .command('list')
    .description("List the newest runs of your handlers; everybody's for admins and viewers.")
    .option('--hook <name>', 'only runs of this hook')
    .option('--handler <name>', 'only runs of this handler')
    .option('--tag <tag>', 'only runs of firings that chose this tag')
    .addOption(new Option('--state <state>', 'only runs that stand so').choices(states))
    .option('--since <time>', 'not before: RFC 3339, or how long ago as 15m, 2h, 7d', time)
    .option('--until <time>', 'not after, the same way', time)
    .option('--limit <number>', 'how many at most; 50 unless given', wholeNumber(1, 200))
    .option('--cursor <number>', 'go on where a page ended', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .addHelpText(
      'after',
      examples('hookline runs list --state failed --since 1h', 'hookline runs list --handler report --json'),
    )
    .action(async (flags: RunListOptions, command: Command) => {
      const page = await listRuns(connect(command), flags);
      const rows = page.runs.map((run) => [
        run.id,
        run.hook,
        run.handlerName,
        run.handlerVersion,
        run.state,
        run.attempt,
        run.plannedAt,
        run.durationMs === null ? '' : formatDuration(run.durationMs),
        run.error === null ? '' : `${run.error.name}: ${run.error.message}`,
      ]);
      const headings = ['RUN', 'HOOK', 'HANDLER', 'VERSION', 'STATE', 'ATTEMPT', 'PLANNED', 'TOOK', 'ERROR'];
      const more = page.cursor === null ? '' : `There are more: --cursor ${page.cursor}\n`;
      print(command, io, page, formatTable(headings, rows, 'There are no such runs.') + more);
    });

  runs
    .command('show')
    .description('Show a run: its attempts and waits, its items, what it returned, threw and printed.')
    .argument('<id>', 'as `hookline runs list` shows it')
    .addHelpText('after', examples('hookline runs show vT1c0ZkQxkO7yq0b1x7f2A-3'))
    .action(async (id: string, _: object, command: Command) => {
      const run = await getRun(connect(command), id);
      print(command, io, run, formatRun(run));
    });

  runs
    .command('tail')
    .description('Print what a run prints, while it prints it; exits with 1 when it does not succeed.')
    .argument('<id>', 'as `hookline runs list` shows it')
    .addHelpText('after', examples('hookline runs tail vT1c0ZkQxkO7yq0b1x7f2A-3'))
    .action(async (id: string, _: object, command: Command) => {
      const printed = tailRun(connect(command), id);
      const show = printedText();
      for (;;) {
        const { done, value } = await printed.next();
        if (done === true) {
          io.err(
            value === 'succeeded' || value === 'failed' ? `The run ${value}.\n` : `The run was ${value}.\n`,
          );
          if (value === 'failed' || value === 'cancelled') io.failed();
          return;
        }
        if (wantsJson(command)) io.out(`${JSON.stringify(value)}\n`);
        else io.out(show(value));
      }
    });

  runs
    .command('cancel')
    .description('Cancel a run: one that waits ends at once, one that goes on is told first and then killed.')
    .argument('<id>', 'as `hookline runs list` shows it')
    .addHelpText('after', examples('hookline runs cancel vT1c0ZkQxkO7yq0b1x7f2A-3'))
    .action(async (id: string, _: object, command: Command) => {
      const run = await cancelRun(connect(command), id);
      const text =
        run.endedAt === null
          ? 'The run was told to stop, and ends within seconds.\n'
          : `The run is ${plainLine(run.state)}.\n`;
      print(command, io, run, text);
    });
};
