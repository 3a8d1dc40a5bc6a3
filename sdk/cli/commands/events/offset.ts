import type { Command } from 'commander';
import { latestOffset } from '../../../events/latest-offset.ts';
import { timeToOffset } from '../../../events/time-to-offset.ts';
import { type AddCommand, connect } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { outputOption, printAs } from '../../output-format.ts';
import { time } from '../../parse-arguments.ts';

/** `hookline events offset`. */
export const addOffsetCommand: AddCommand = (events, io) => {
  events
    .command('offset')
    .description('Say the newest offset of the log, or the newest at a time.')
    .option('--time <time>', 'RFC 3339, or how long ago as 15m, 2h, 7d', time)
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples('hookline events offset', 'hookline events offset --time 2026-11-21T12:00:00Z'),
    )
    .action(async (flags: { time?: Date }, command: Command) => {
      const connection = connect(command);
      const found =
        flags.time === undefined
          ? await latestOffset(connection)
          : await timeToOffset(connection, flags.time);
      await printAs(command, io, { offset: found }, `${found}\n`);
    });
};
