import type { Command } from 'commander';
import { listSubscriptions } from '../../../events/list-subscriptions.ts';
import { removeSubscription } from '../../../events/remove-subscription.ts';
import { type AddCommand, connect } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { formatTable } from '../../format-table.ts';
import { notFound } from '../../not-found.ts';
import { outputOption, printAs } from '../../output-format.ts';
import { plainLine } from '../../plain-text.ts';

/** `hookline events subscriptions`: the places in the log that the platform keeps. */
export const addSubscriptionsCommand: AddCommand = (events, io) => {
  const subscriptions = events
    .command('subscriptions')
    .description('List and remove subscriptions; listening with a name makes one.');

  subscriptions
    .command('list')
    .description("List your subscriptions; everybody's for admins and viewers.")
    .addOption(outputOption())
    .addHelpText('after', examples('hookline events subscriptions list'))
    .action(async (_: object, command: Command) => {
      const found = await listSubscriptions(connect(command));
      const rows = found.map(({ name, owner, filter, committed, outstanding }) => [
        name,
        owner,
        committed,
        outstanding,
        filter.keys?.join(', ') ?? '',
        filter.namespace ?? '',
        filter.sender ?? '',
        filter.eventType ?? '',
      ]);
      const headings = ['NAME', 'OWNER', 'COMMITTED', 'OUT', 'KEYS', 'NAMESPACE', 'SENDER', 'TYPE'];
      await printAs(command, io, found, formatTable(headings, rows, 'There are no subscriptions.'));
    });

  subscriptions
    .command('remove')
    .description('Remove one of your subscriptions, with its place in the log.')
    .argument('<name>')
    .addOption(outputOption())
    .addHelpText('after', examples('hookline events subscriptions remove billing'))
    .action(async (name: string, _: object, command: Command) => {
      if (!(await removeSubscription(connect(command), name))) {
        const detail = `You have no subscription "${name}". See: hookline events subscriptions list`;
        throw notFound('subscription-not-found', detail);
      }
      await printAs(command, io, { removed: name }, `The subscription ${plainLine(name)} is removed.\n`);
    });
};
