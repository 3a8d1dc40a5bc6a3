import type { Command } from 'commander';
import type { WorkflowRun } from '../../../../core/contract/workflow-run.ts';
import type { HooklineConnection } from '../../../connection.ts';
import { cancelWorkflow } from '../../../workflow/runs/cancel-workflow.ts';
import { deleteWorkflowRun } from '../../../workflow/runs/delete-workflow-run.ts';
import { restartWorkflow } from '../../../workflow/runs/restart-workflow.ts';
import type { OwnerOptions } from '../../../workflow/runs/run-path.ts';
import { terminateWorkflow } from '../../../workflow/runs/terminate-workflow.ts';
import { type AddCommand, type CommandIo, connect, print, wantsJson } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { formatWorkflowRun } from '../../format-workflow-run.ts';
import { notFound } from '../../not-found.ts';
import { plainLine } from '../../plain-text.ts';
import { ownerOption, runArgument } from './run-argument.ts';
import { type WaitFlags, waitIfAsked, waitOption } from './wait-option.ts';

type Change = (connection: HooklineConnection, id: string, options: OwnerOptions) => Promise<WorkflowRun>;

interface Flags extends WaitFlags {
  readonly owner?: string;
}

const changes: Readonly<Record<string, { description: string; change: Change }>> = {
  terminate: {
    description:
      'End a run so that it can be restarted: what had begun goes on to its end, nothing new starts. Again: at once.',
    change: terminateWorkflow,
  },
  restart: {
    description: 'Go on with a run that failed or was terminated; what has its output is not done again.',
    change: restartWorkflow,
  },
  cancel: {
    description: 'End a run for good, and cancel what goes on for it.',
    change: cancelWorkflow,
  },
};

/** `hookline workflow terminate`, `restart`, `cancel`, `delete`. */
export const addChangeCommands: AddCommand = (workflow, io) => {
  for (const [name, { description, change }] of Object.entries(changes)) {
    workflow
      .command(name)
      .description(description)
      .argument(...runArgument)
      .addOption(waitOption())
      .addOption(ownerOption())
      .addHelpText(
        'after',
        examples(`hookline workflow ${name} monday`, `hookline workflow ${name} monday --wait`),
      )
      .action((id: string, flags: Flags, command: Command) => changeRun(io, change, id, flags, command));
  }

  workflow
    .command('delete')
    .description('Forget a run that has ended, its steps and the runs that it started.')
    .argument(...runArgument)
    .addOption(ownerOption())
    .addHelpText('after', examples('hookline workflow delete monday'))
    .action(async (id: string, flags: OwnerOptions, command: Command) => {
      if (!(await deleteWorkflowRun(connect(command), id, flags))) {
        throw notFound(
          'workflow-run-not-found',
          `There is no workflow run "${id}". See: hookline workflow list`,
        );
      }
      print(command, io, { id }, `${plainLine(id, 200)} is deleted.\n`);
    });
};

async function changeRun(
  io: CommandIo,
  change: Change,
  id: string,
  flags: Flags,
  command: Command,
): Promise<void> {
  const connection = connect(command);
  const { owner } = flags;
  const changed = await change(connection, id, { owner });
  if (flags.wait === undefined) {
    print(command, io, changed, `${plainLine(changed.id, 200)} is ${changed.state}.\n`);
    return;
  }
  const run = await waitIfAsked(connection, io, changed, flags, { quiet: wantsJson(command), owner });
  print(command, io, run, formatWorkflowRun(run));
}
