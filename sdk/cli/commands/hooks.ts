import type { Command } from 'commander';
import { addHook } from '../../add-hook.ts';
import { describeHooks } from '../../describe-hooks.ts';
import { removeHook } from '../../remove-hook.ts';
import { type AddCommand, connect, print } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatTable } from '../format-table.ts';
import { parseObject } from '../parse-object.ts';
import { plainLine } from '../plain-text.ts';
import { readPayload } from '../read-payload.ts';

/** `hookline hooks`: the named points in processes. */
export const hooksCommand: AddCommand = (program, io) => {
  const hooks = program.command('hooks').description('List, add and remove hooks.');

  hooks
    .command('list')
    .description('List the known hooks; --json shows their payload schemas too.')
    .addHelpText('after', examples('hookline hooks list', 'hookline hooks list --json'))
    .action(async (_: object, command: Command) => {
      const found = await describeHooks(connect(command));
      const rows = found.map((hook) => [
        hook.name,
        hook.payloadSchema === undefined ? 'no' : 'yes',
        hook.description,
      ]);
      print(command, io, found, formatTable(['NAME', 'SCHEMA', 'DESCRIPTION'], rows, 'There are no hooks.'));
    });

  hooks
    .command('add')
    .description('Add a hook, or change the description and schema of one. For admins.')
    .argument('<name>', 'letters, digits, ".", "_" and "-"')
    .option('--description <text>', 'what it is for, at most 2000 characters')
    .option('--schema <json>', 'JSON Schema of its payloads: @file, - for standard input, or the JSON itself')
    .addHelpText(
      'after',
      examples('hookline hooks add lab.done', 'hookline hooks add lab.done --schema @lab-done.schema.json'),
    )
    .action(async (name: string, flags: { description?: string; schema?: string }, command: Command) => {
      const payloadSchema =
        flags.schema === undefined
          ? undefined
          : parseObject(await readPayload(flags.schema, io.stdin, '--schema'), '--schema');
      const hook = await addHook(connect(command), { name, description: flags.description, payloadSchema });
      print(command, io, hook, `The hook ${plainLine(hook.name)} can be fired.\n`);
    });

  hooks
    .command('remove')
    .description('Remove a hook that has no handlers. For admins.')
    .argument('<name>')
    .addHelpText('after', examples('hookline hooks remove lab.done'))
    .action(async (name: string, _: object, command: Command) => {
      await removeHook(connect(command), name);
      print(command, io, { removed: name }, `The hook ${plainLine(name)} is removed.\n`);
    });
};
