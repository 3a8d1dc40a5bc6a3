import { type Command, Option } from 'commander';
import { cancelFiring } from '../../cancel-firing.ts';
import { getFiring } from '../../get-firing.ts';
import { type FiringListOptions, listFirings } from '../../list-firings.ts';
import { waitForFiring } from '../../wait-for-firing.ts';
import { type AddCommand, connect, print } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatFiring } from '../format-firing.ts';
import { formatTable } from '../format-table.ts';
import { seconds, time, wholeNumber } from '../parse-arguments.ts';

/** `hookline firings`: what became of what was fired. */
export const firingsCommand: AddCommand = (program, io) => {
  const firings = program.command('firings').description('List firings, look at one, cancel one.');

  firings
    .command('list')
    .description("List the newest firings that you made or have runs in; everybody's for admins and viewers.")
    .option('--hook <name>', 'only firings of this hook')
    .option('--tag <tag>', 'only firings that chose this tag')
    .addOption(new Option('--state <state>', 'only firings that stand so').choices(['running', 'finished']))
    .option('--since <time>', 'not before: RFC 3339, or how long ago as 15m, 2h, 7d', time)
    .option('--until <time>', 'not after, the same way', time)
    .option('--limit <number>', 'how many at most; 50 unless given', wholeNumber(1, 200))
    .option('--cursor <number>', 'go on where a page ended', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .addHelpText('after', examples('hookline firings list --hook ctingress.on_complete --since 1h'))
    .action(async (flags: FiringListOptions, command: Command) => {
      const page = await listFirings(connect(command), flags);
      const rows = page.firings.map((firing) => [
        firing.id,
        firing.hook,
        firing.state,
        firing.tags.join(', '),
        firing.firedBy,
        firing.acceptedAt,
        describeCounts(firing.counts),
      ]);
      const headings = ['FIRING', 'HOOK', 'STATE', 'TAGS', 'BY', 'ACCEPTED', 'RUNS'];
      const more = page.cursor === null ? '' : `There are more: --cursor ${page.cursor}\n`;
      print(command, io, page, formatTable(headings, rows, 'There are no such firings.') + more);
    });

  firings
    .command('cancel')
    .description('Cancel every run of a firing that has not ended. For who fired it, and admins.')
    .argument('<id>', 'as `hookline fire` prints it')
    .addHelpText('after', examples('hookline firings cancel vT1c0ZkQxkO7yq0b1x7f2A'))
    .action(async (id: string, _: object, command: Command) => {
      const counts = await cancelFiring(connect(command), id);
      const text = `${counts.cancelled} runs are cancelled, ${counts.requested} were told to stop and end within seconds, ${counts.final} had ended.\n`;
      print(command, io, counts, text);
    });

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

/** `2 succeeded, 1 failed`. */
function describeCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}
