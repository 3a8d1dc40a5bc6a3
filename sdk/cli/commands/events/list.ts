import type { Command } from 'commander';
import type { Event } from '../../../../core/contract/event.ts';
import { listAllEvents } from '../../../events/list-all-events.ts';
import { type AddCommand, connect } from '../../command-context.ts';
import { type RangeFlags, rangeOf, withRange } from '../../event-options.ts';
import { examples } from '../../examples.ts';
import { formatEvents } from '../../format-event.ts';
import { outputOption, printAs } from '../../output-format.ts';
import { wholeNumber } from '../../parse-arguments.ts';

interface Flags extends RangeFlags {
  readonly limit: number;
  readonly newestFirst?: boolean;
}

/** The most events that one command lists. */
const MOST = 100_000;

/** `hookline events list`. */
export const addListCommand: AddCommand = (events, io) => {
  withRange(events.command('list').description('List events, by offset.'))
    .option('--limit <number>', 'how many at most', wholeNumber(1, MOST), 100)
    .option('--newest-first', 'from the end backwards')
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples(
        'hookline events list model.trained model.failed --begin-time 2h',
        'hookline events list --namespace lab --newest-first --limit 10 -o yaml',
        "hookline events list --namespace 'hookline/allen' --type run.failed",
      ),
    )
    .action(async (keys: string[], flags: Flags, command: Command) => {
      const found: Event[] = [];
      const query = { ...rangeOf(keys, flags), newestFirst: flags.newestFirst };
      const limit = Math.min(flags.limit + 1, 1000);
      for await (const event of listAllEvents(connect(command), { ...query, limit })) {
        if (found.push(event) > flags.limit) break;
      }
      const shown = found.slice(0, flags.limit);
      await printAs(command, io, shown, formatEvents(shown));
      const last = shown.at(-1)?.offset;
      if (found.length > shown.length && last !== undefined) {
        const rest = flags.newestFirst === true ? `--end-offset ${last - 1}` : `--begin-offset ${last}`;
        io.err(`There are more: ${rest}\n`);
      }
    });
};
