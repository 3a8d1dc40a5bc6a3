import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { WorkflowArchive } from '../../../../core/contract/workflow-archive.ts';
import { archiveWorkflow, keepWorkflowArchive } from '../../../workflow/runs/archive-workflow.ts';
import { restoreWorkflow } from '../../../workflow/runs/restore-workflow.ts';
import { type AddCommand, connect, print } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { parseObject } from '../../parse-object.ts';
import { plainLine, toJson } from '../../plain-text.ts';
import { readSource } from '../../read-source.ts';
import { ownerOption, runArgument } from './run-argument.ts';

interface Flags {
  readonly owner?: string;
  readonly output?: string;
  readonly uri?: string | true;
}

/** `hookline workflow archive` and `restore`. */
export const addArchiveCommands: AddCommand = (workflow, io) => {
  workflow
    .command('archive')
    .description('Write a run into an archive, from which it can be restored, or let the platform keep one.')
    .argument(...runArgument)
    .option('-o, --output <file>', 'write it to a file; else it is printed')
    .option('--uri [uri]', "let the platform keep it, as archive://NAME; the run's id unless given")
    .addOption(ownerOption())
    .addHelpText(
      'after',
      examples(
        'hookline workflow archive monday -o monday.json',
        'hookline workflow archive monday --uri',
        'hookline workflow archive monday --uri archive://before-the-move',
      ),
    )
    .action(async (id: string, { owner, output, uri }: Flags, command: Command) => {
      const connection = connect(command);
      if (uri !== undefined) {
        const kept = await keepWorkflowArchive(connection, id, {
          owner,
          uri: uri === true ? undefined : uri,
        });
        print(command, io, kept, `${plainLine(id, 200)} is kept as ${plainLine(kept.uri, 300)}.\n`);
        return;
      }
      const archive = await archiveWorkflow(connection, id, { owner });
      if (output === undefined) {
        io.out(toJson(archive));
        return;
      }
      await writeFile(output, `${JSON.stringify(archive)}\n`);
      print(command, io, { output }, `${plainLine(id, 200)} is written to ${plainLine(output, 300)}.\n`);
    });

  workflow
    .command('restore')
    .description('Restore a run from an archive, as terminated: a restart goes on from there.')
    .argument(
      '<file-or-uri>',
      'what `hookline workflow archive` wrote, - for standard input, or archive://NAME',
    )
    .option('--run-id <id>', 'another id than the one that it had')
    .addHelpText(
      'after',
      examples(
        'hookline workflow restore monday.json',
        'hookline workflow restore archive://before-the-move --run-id monday-again',
      ),
    )
    .action(async (fileOrUri: string, { runId }: { runId?: string }, command: Command) => {
      const connection = connect(command);
      const from = fileOrUri.startsWith('archive://')
        ? { uri: fileOrUri }
        : { archive: parseObject(await readSource(fileOrUri, io.stdin), 'file') as WorkflowArchive };
      const run = await restoreWorkflow(connection, from, { runId });
      print(command, io, run, `${plainLine(run.id, 200)} is ${run.state}.\n`);
    });
};
