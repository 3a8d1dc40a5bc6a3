import type { Command } from 'commander';
import { deregister } from '../../deregister.ts';
import { getHandler } from '../../get-handler.ts';
import { listHandlers } from '../../list-handlers.ts';
import { type AddCommand, connect, print } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatHandler } from '../format-handler.ts';
import { formatTable } from '../format-table.ts';
import { notFound } from '../not-found.ts';
import { wholeNumber } from '../parse-arguments.ts';

/** `hookline handlers`: what is registered. */
export const handlersCommand: AddCommand = (program, io) => {
  const handlers = program.command('handlers').description('List handlers, look at one, remove one.');

  handlers
    .command('list')
    .description("List your handlers; everybody's for admins and viewers.")
    .option('--hook <name>', 'only the handlers of this hook')
    .addHelpText('after', examples('hookline handlers list --hook ctingress.on_complete'))
    .action(async (flags: { hook?: string }, command: Command) => {
      const found = await listHandlers(connect(command), flags);
      const rows = found.map((handler) => [
        handler.id,
        handler.name,
        handler.hook,
        handler.version,
        handler.tags.join(', '),
        handler.workflow ?? '',
        handler.updatedBy,
        handler.updatedAt.toISOString(),
      ]);
      const headings = ['ID', 'NAME', 'HOOK', 'VERSION', 'TAGS', 'WORKFLOW', 'BY', 'UPDATED'];
      print(command, io, found, formatTable(headings, rows, 'There are no handlers.'));
    });

  handlers
    .command('show')
    .description('Show a handler with the options of its execution.')
    .argument('<id>', 'as `hookline handlers list` shows it', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addHelpText('after', examples('hookline handlers show 3', 'hookline handlers show 3 --json'))
    .action(async (id: number, _: object, command: Command) => {
      const handler = await getHandler(connect(command), id);
      print(command, io, handler, formatHandler(handler));
    });

  handlers
    .command('remove')
    .description('Remove a handler. Runs that were planned before still happen.')
    .argument('<id>', 'as `hookline handlers list` shows it', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addHelpText('after', examples('hookline handlers remove 3'))
    .action(async (id: number, _: object, command: Command) => {
      if (!(await deregister(connect(command), id))) {
        throw notFound('handler-not-found', `You have no handler ${id}. See: hookline handlers list`);
      }
      print(command, io, { removed: id }, `The handler ${id} is removed.\n`);
    });
};
