import type { Command } from 'commander';
import { countEvents } from '../../../events/count-events.ts';
import { type AddCommand, connect } from '../../command-context.ts';
import { type RangeFlags, rangeOf, withRange } from '../../event-options.ts';
import { examples } from '../../examples.ts';
import { formatTable } from '../../format-table.ts';
import { outputOption, printAs } from '../../output-format.ts';

/** `hookline events count`. */
export const addCountCommand: AddCommand = (events, io) => {
  withRange(events.command('count').description('Count events, in all and by sender.'))
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples(
        'hookline events count model.trained',
        'hookline events count --namespace lab --begin-time 24h',
      ),
    )
    .action(async (keys: string[], flags: RangeFlags, command: Command) => {
      const count = await countEvents(connect(command), rangeOf(keys, flags));
      const rows = count.senders.map(({ sender, count: ofSender }) => [sender, ofSender]);
      const table = formatTable(['SENDER', 'EVENTS'], [...rows, ['total', count.total]], '');
      await printAs(command, io, count, table);
    });
};
