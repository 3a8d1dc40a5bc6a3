import { type Command, Option } from 'commander';
import type { Role } from '../../../core/contract/identity.ts';
import { addUser } from '../../add-user.ts';
import { listUsers } from '../../list-users.ts';
import { type AddCommand, connect, print } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatTable } from '../format-table.ts';
import { plainLine } from '../plain-text.ts';

const roles: readonly Role[] = ['admin', 'developer', 'ingest', 'viewer'];

/** `hookline users`: who may do what. */
export const usersCommand: AddCommand = (program, io) => {
  const users = program.command('users').description('Add and list users. For admins.');

  users
    .command('add')
    .description('Add a user; `hookline keys create` makes a key for them.')
    .argument('<name>', 'letters, digits, ".", "_", "@", "+" and "-"')
    .addOption(
      new Option(
        '--role <role>',
        'admin: everything; developer: own handlers, fire; ingest: fire; viewer: read',
      )
        .choices(roles)
        .default('developer'),
    )
    .addHelpText('after', examples('hookline users add allen', 'hookline users add ctingress --role ingest'))
    .action(async (name: string, flags: { role: Role }, command: Command) => {
      const user = await addUser(connect(command), { name, role: flags.role });
      const text = `${plainLine(user.name)} is added as ${user.role}. A key: hookline keys create --user ${plainLine(user.name)}\n`;
      print(command, io, user, text);
    });

  users
    .command('list')
    .description('List the users.')
    .addHelpText('after', examples('hookline users list'))
    .action(async (_: object, command: Command) => {
      const found = await listUsers(connect(command));
      const rows = found.map((user) => [user.name, user.role, user.createdAt]);
      print(command, io, found, formatTable(['NAME', 'ROLE', 'CREATED'], rows, 'There are no users.'));
    });
};
