import type { Command } from 'commander';
import { getFiring } from '../../get-firing.ts';
import { waitForFiring } from '../../wait-for-firing.ts';
import { type AddCommand, connect, print } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatFiring } from '../format-firing.ts';
import { seconds } from '../parse-arguments.ts';

/** `hookline firings`: what became of what was fired. */
export const firingsCommand: AddCommand = (program, io) => {
  const firings = program.command('firings').description('Look at firings.');

  firings
    .command('show')
    .description('Show a firing: its runs, its history, what was returned, thrown and printed.')
    .argument('<id>', 'as `hookline fire` prints it')
    .option(
      '--wait [seconds]',
      'wait until it is finished, 60 seconds unless given, and exit with 1 when a run failed',
      seconds,
    )
    .addHelpText('after', examples('hookline firings show vT1c0ZkQxkO7yq0b1x7f2A --wait 120'))
    .action(async (id: string, flags: { wait?: true | number }, command: Command) => {
      const connection = connect(command);
      const timeoutSeconds = flags.wait === true ? undefined : flags.wait;
      const firing =
        flags.wait === undefined
          ? await getFiring(connection, id)
          : await waitForFiring(connection, id, { timeoutSeconds });
      if (flags.wait !== undefined && firing.counts.failed > 0) io.failed();
      print(command, io, firing, formatFiring(firing));
    });
};
