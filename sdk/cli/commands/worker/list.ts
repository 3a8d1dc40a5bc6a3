import type { Command } from 'commander';
import { listTaskKinds } from '../../../worker/list-task-kinds.ts';
import { type AddCommand, connect } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { formatTable } from '../../format-table.ts';
import { outputOption, printAs } from '../../output-format.ts';

/** `hookline worker list`. */
export const addListCommand: AddCommand = (worker, io) => {
  worker
    .command('list')
    .description('List the kinds of tasks of your runs that wait for workers, or that workers have.')
    .addOption(outputOption())
    .addHelpText('after', examples('hookline worker list', 'hookline worker list --json'))
    .action(async (_: object, command: Command) => {
      const { kinds } = await listTaskKinds(connect(command));
      const rows = kinds.map(({ kind, waiting, taken }) => [kind, waiting, taken]);
      const table = formatTable(['KIND', 'WAITING', 'TAKEN'], rows, 'No tasks want workers.');
      await printAs(command, io, kinds, table);
    });
};
