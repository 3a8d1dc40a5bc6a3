import type { Command } from 'commander';
import { removeWorkflow } from '../../../workflow/remove-workflow.ts';
import { type AddCommand, connect, print } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { notFound } from '../../not-found.ts';
import { plainLine } from '../../plain-text.ts';

/** `hookline workflow remove`: what `register` did is undone. */
export const addRemoveCommand: AddCommand = (workflow, io) => {
  workflow
    .command('remove')
    .description('Remove a registered workflow; runs that go on keep their version.')
    .argument('<name>', 'as `hookline workflow list --registered` shows it')
    .addHelpText('after', examples('hookline workflow remove ingest'))
    .action(async (name: string, _: object, command: Command) => {
      if (!(await removeWorkflow(connect(command), name))) {
        const detail = `There is no workflow "${name}". See: hookline workflow list --registered`;
        throw notFound('workflow-not-found', detail);
      }
      print(command, io, { name }, `${plainLine(name)} is removed.\n`);
    });
};
