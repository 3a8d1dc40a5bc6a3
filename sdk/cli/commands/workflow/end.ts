import type { Command } from 'commander';
import type { WorkflowRun } from '../../../../core/contract/workflow-run.ts';
import { endTask } from '../../../worker/end-task.ts';
import { getWorkflowRun } from '../../../workflow/runs/get-run.ts';
import { type AddCommand, connect, print } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { notFound } from '../../not-found.ts';
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
    .argument('<task>', 'the id of the step, or the name of the task')
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
      const stepId = stepOf(await getWorkflowRun(connection, id), name);
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
function stepOf({ id: runId, steps }: WorkflowRun, name: string): string {
  const named = steps.filter((step) => step.name === name);
  const found =
    steps.find(({ id }) => id === name) ?? named.find(({ state }) => state === 'active') ?? named[0];
  if (found !== undefined) return found.id;
  throw notFound(
    'workflow-step-not-found',
    `${runId} has begun no task "${name}". See: hookline workflow show ${runId}`,
  );
}
