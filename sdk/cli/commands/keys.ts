import type { Command } from 'commander';
import type { CreatedApiKey } from '../../../core/contract/identity.ts';
import { limits } from '../../../core/contract/limits.ts';
import { createKey } from '../../create-key.ts';
import { listKeys } from '../../list-keys.ts';
import { revokeKey } from '../../revoke-key.ts';
import { rotateKey } from '../../rotate-key.ts';
import { type AddCommand, connect, print } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatTable } from '../format-table.ts';
import { wholeNumber } from '../parse-arguments.ts';
import { plainLine } from '../plain-text.ts';

/** `hookline keys`: API keys. */
export const keysCommand: AddCommand = (program, io) => {
  const keys = program.command('keys').description('Create, list, rotate and revoke API keys.');

  keys
    .command('create')
    .description('Make an API key, for yourself or, as an admin, for anybody. It is shown once.')
    .option('--user <name>', 'whose key; your own unless given')
    .addHelpText('after', examples('hookline keys create', 'hookline keys create --user allen'))
    .action(async (flags: { user?: string }, command: Command) => {
      const key = await createKey(connect(command), flags);
      print(command, io, key, showKey(key));
    });

  keys
    .command('list')
    .description("List your API keys, without their secrets; everybody's for admins and viewers.")
    .addHelpText('after', examples('hookline keys list'))
    .action(async (_: object, command: Command) => {
      const found = await listKeys(connect(command));
      const rows = found.map((key) => [key.id, key.user, key.createdAt, key.expiresAt ?? 'never']);
      print(
        command,
        io,
        found,
        formatTable(['ID', 'USER', 'CREATED', 'EXPIRES'], rows, 'There are no keys.'),
      );
    });

  keys
    .command('rotate')
    .description('Replace an API key; the old one goes on working for a while. Handlers are not touched.')
    .argument('<id>', 'as `hookline keys list` shows it')
    .option(
      '--overlap-seconds <number>',
      'how long the old key goes on working; 3600 unless given',
      wholeNumber(0, limits.rotationOverlapSeconds.max),
    )
    .addHelpText('after', examples('hookline keys rotate Yb2GZ0mX6kS1o8p4nq7w3A --overlap-seconds 86400'))
    .action(async (id: string, flags: { overlapSeconds?: number }, command: Command) => {
      const key = await rotateKey(connect(command), id, flags);
      print(command, io, key, showKey(key));
    });

  keys
    .command('revoke')
    .description('End an API key at once.')
    .argument('<id>', 'as `hookline keys list` shows it')
    .addHelpText('after', examples('hookline keys revoke Yb2GZ0mX6kS1o8p4nq7w3A'))
    .action(async (id: string, _: object, command: Command) => {
      await revokeKey(connect(command), id);
      print(command, io, { revoked: id }, `The key ${plainLine(id)} does not work any more.\n`);
    });
};

function showKey({ user, apiKey }: CreatedApiKey): string {
  return `This is an API key of ${plainLine(user)}. It is shown this once:\n\n  export HOOKLINE_API_KEY=${plainLine(apiKey, 200)}\n`;
}
