import type { Command } from 'commander';
import { registerWorkflow } from '../../../workflow/register-workflow.ts';
import { type AddCommand, connect, print } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { loadWorkflow } from '../../load-workflow.ts';
import { plainLine } from '../../plain-text.ts';
import { showingErrors } from '../../refuse-workflow.ts';

/** `hookline workflow register`. */
export const addRegisterCommand: AddCommand = (workflow, io) => {
  workflow
    .command('register')
    .description('Register a workflow, or its next version; the same graph stays the same version.')
    .argument('<file>', 'a text, or a module that default-exports a workflow; - for standard input')
    .option('--name <name>', "its name; else as its @flow or the module says, else the file's")
    .addHelpText(
      'after',
      examples('hookline workflow register ingest.flow', 'hookline workflow register flow.ts --name ingest'),
    )
    .action(async (file: string, flags: { name?: string }, command: Command) => {
      const loaded = await loadWorkflow(file, io.stdin);
      const definition = { ...loaded, name: flags.name ?? loaded.name };
      const text = 'source' in loaded ? loaded.source : undefined;
      const registered = await showingErrors(io, file, text, () =>
        registerWorkflow(connect(command), definition),
      );
      const { name, version } = registered;
      print(command, io, registered, `${plainLine(name)} is registered, version ${version}.\n`);
    });
};
