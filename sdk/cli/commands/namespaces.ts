import { type Command, InvalidArgumentError } from 'commander';
import type { Role } from '../../../core/contract/identity.ts';
import { addNamespace } from '../../events/add-namespace.ts';
import { listNamespaces } from '../../events/list-namespaces.ts';
import { type AddCommand, connect } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatTable } from '../format-table.ts';
import { outputOption, printAs } from '../output-format.ts';
import { wholeNumber } from '../parse-arguments.ts';
import { plainLine } from '../plain-text.ts';

interface Flags {
  readonly reader?: Role[];
  readonly writer?: Role[];
  readonly retentionDays?: number;
}

const roles: readonly Role[] = ['admin', 'developer', 'ingest', 'viewer'];

/** `hookline namespaces`: who reads and sends which events. */
export const namespacesCommand: AddCommand = (program, io) => {
  const namespaces = program
    .command('namespaces')
    .description('List namespaces of events, and say who may read and send.');

  namespaces
    .command('list')
    .description('List the namespaces whose events you may read or send.')
    .addOption(outputOption())
    .addHelpText('after', examples('hookline namespaces list', 'hookline namespaces list -o yaml'))
    .action(async (_: object, command: Command) => {
      const found = await listNamespaces(connect(command));
      const rows = found.map(({ name, owner, readers, writers, retentionDays }) => [
        name,
        owner,
        readers.join(', '),
        writers.join(', '),
        `${retentionDays} days`,
      ]);
      const headings = ['NAME', 'OWNER', 'READERS', 'WRITERS', 'KEPT'];
      await printAs(command, io, found, formatTable(headings, rows, 'There are no namespaces.'));
    });

  namespaces
    .command('add')
    .description('Add a namespace, or change who reads and sends in one of yours; what is not given is not.')
    .argument('<name>', 'at most 1024 characters; "hookline/…" is the platform\'s own')
    .option('--reader <role>', 'a role that may read, beside you and admins; repeat it for several', role)
    .option('--writer <role>', 'a role that may send, beside you and admins; repeat it for several', role)
    .option('--retention-days <days>', 'how long events are kept; 90 unless given', wholeNumber(1, 3650))
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples(
        'hookline namespaces add lab --reader developer --writer ingest',
        'hookline namespaces add scratch --retention-days 1',
      ),
    )
    .action(async (name: string, { reader, writer, retentionDays }: Flags, command: Command) => {
      const namespace = { name, readers: reader, writers: writer, retentionDays };
      const added = await addNamespace(connect(command), namespace);
      const text = `The namespace ${plainLine(name)} is ${plainLine(added.owner)}'s; its events are kept for ${added.retentionDays} days.\n`;
      await printAs(command, io, added, text);
    });
};

/** A role of several. */
function role(text: string, before: readonly Role[] | undefined): Role[] {
  const found = roles.find((name) => name === text);
  if (found === undefined) throw new InvalidArgumentError(`Allowed choices are ${roles.join(', ')}.`);
  return [...(before ?? []), found];
}
