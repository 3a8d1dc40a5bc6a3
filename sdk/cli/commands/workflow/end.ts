import type { Command } from 'commander';
import type { HooklineConnection } from '../../../connection.ts';
import { endTask } from '../../../worker/end-task.ts';
import { getWorkflowRun } from '../../../workflow/runs/get-run.ts';
import { getWorkflowStep } from '../../../workflow/runs/get-step.ts';
import { type AddCommand, connect, print } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { plainLine } from '../../plain-text.ts';
import { readEventValue } from '../../read-event-value.ts';
import { runArgument } from './run-argument.ts';

interface Flags {
  readonly output?: string;
  readonly fail?: string;
}

/** `hookline workflow end`: a task that a person has done. */
export const addEndCommand: AddCommand = (workflow, io) => {
  workflow
    .command('end')
    .description('End a task by hand that no worker has, as a person does who did the work.')
    .argument(...runArgument)
    .argument('<task>', 'the name of the task, or the id of its step: fetch, 7, 4[2].fetch')
    .option('--output <json>', 'what flows on: JSON, @file or - for standard input; {} unless given')
    .option('--fail <reason>', 'it has failed, for this reason')
    .addHelpText(
      'after',
      examples(
        'hookline workflow end order-17 inspect --output \'{"good": true}\'',
        "hookline workflow end order-17 '4[2].7' --fail 'the sample was broken'",
      ),
    )
    .action(async (id: string, name: string, { output, fail }: Flags, command: Command) => {
      const connection = connect(command);
      const stepId = await stepOf(connection, id, name);
      const value = output === undefined ? undefined : await readEventValue(output, false, io.stdin);
      const ended = await endTask(
        connection,
        id,
        stepId,
        fail === undefined
          ? { output: value }
          : { status: 'FAILURE', reason: fail, ...(value !== undefined && { output: value }) },
      );
      const said = fail === undefined ? 'is done' : 'has failed';
      print(command, io, ended, `${plainLine(name)} of ${plainLine(id, 200)} ${said}.\n`);
    });
};

/** By its id; or by its name, of those that go on the first. */
async function stepOf(connection: HooklineConnection, runId: string, name: string): Promise<string> {
  const { steps } = await getWorkflowRun(connection, runId);
  const active = steps.find((step) => step.name === name && step.state === 'active');
  return active?.id ?? (await getWorkflowStep(connection, runId, name)).id;
}
