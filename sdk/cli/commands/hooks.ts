import type { Command } from 'commander';
import { addHook, type EventBinding } from '../../add-hook.ts';
import { HooklineClientError } from '../../client-error.ts';
import { describeHooks } from '../../describe-hooks.ts';
import { removeHook } from '../../remove-hook.ts';
import { type AddCommand, connect, print } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatTable } from '../format-table.ts';
import { parseObject } from '../parse-object.ts';
import { plainLine } from '../plain-text.ts';
import { readPayload } from '../read-payload.ts';

interface AddFlags {
  readonly description?: string;
  readonly schema?: string;
  readonly onEvent?: string;
  readonly namespace?: string;
  readonly sender?: string;
  readonly type?: string;
}

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
        hook.onEvent === undefined ? '' : describeBinding(hook.onEvent),
        hook.description,
      ]);
      const headings = ['NAME', 'SCHEMA', 'FIRED BY', 'DESCRIPTION'];
      print(command, io, found, formatTable(headings, rows, 'There are no hooks.'));
    });

  hooks
    .command('add')
    .description('Add a hook, or change one: what is not given, it has not any more. For admins.')
    .argument('<name>', 'letters, digits, ".", "_" and "-"')
    .option('--description <text>', 'what it is for, at most 2000 characters')
    .option('--schema <json>', 'JSON Schema of its payloads: @file, - for standard input, or the JSON itself')
    .option('--on-event <key>', 'fire it with each event of this key, from now on; "*" for any key')
    .option('--namespace <name>', 'of --on-event: only in this namespace; any but "hookline/…" unless given')
    .option('--sender <name>', 'of --on-event: only of this sender')
    .option('--type <type>', 'of --on-event: only of this type')
    .addHelpText(
      'after',
      examples(
        'hookline hooks add lab.done',
        'hookline hooks add lab.done --schema @lab-done.schema.json',
        'hookline hooks add model.ready --on-event model.trained --namespace lab',
      ),
    )
    .action(async (name: string, flags: AddFlags, command: Command) => {
      const payloadSchema =
        flags.schema === undefined
          ? undefined
          : parseObject(await readPayload(flags.schema, io.stdin, '--schema'), '--schema');
      const hook = await addHook(connect(command), {
        name,
        description: flags.description,
        payloadSchema,
        onEvent: bindingOf(flags),
      });
      const how =
        hook.onEvent === undefined ? 'can be fired' : `is fired by ${describeBinding(hook.onEvent)}`;
      print(command, io, hook, `The hook ${plainLine(hook.name)} ${how}.\n`);
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

function bindingOf({ onEvent, namespace, sender, type }: AddFlags): EventBinding | undefined {
  if (onEvent !== undefined) return { key: onEvent, namespace, sender, eventType: type };
  if (namespace === undefined && sender === undefined && type === undefined) return undefined;
  throw new HooklineClientError(
    'invalid-argument',
    '--namespace, --sender and --type say more about --on-event: give the key of the events, or "*" for any.',
    { field: '--on-event' },
  );
}

function describeBinding({ key, namespace, sender, eventType }: EventBinding): string {
  const parts = [
    key ?? 'any event',
    ...(namespace === undefined ? [] : [`in ${namespace}`]),
    ...(sender === undefined ? [] : [`by ${sender}`]),
    ...(eventType === undefined ? [] : [`of type ${eventType}`]),
  ];
  return plainLine(parts.join(' '), 200);
}
