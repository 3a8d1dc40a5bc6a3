import type { Command } from 'commander';
import type { WorkflowStep } from '../../../../core/contract/workflow-run.ts';
import { getWorkflowRun } from '../../../workflow/runs/get-run.ts';
import { getWorkflowStep } from '../../../workflow/runs/get-step.ts';
import { type AddCommand, connect, print, wantsJson } from '../../command-context.ts';
import { examples } from '../../examples.ts';
import { formatWorkflowRun, nameOfStep } from '../../format-workflow-run.ts';
import { indent } from '../../indent.ts';
import { plainLine, toJson } from '../../plain-text.ts';
import { ownerOption, runArgument } from './run-argument.ts';
import { type WaitFlags, waitIfAsked, waitOption } from './wait-option.ts';

interface Flags extends WaitFlags {
  readonly owner?: string;
  readonly step?: string;
}

/** `hookline workflow show`: a run, or one of its steps. */
export const addShowCommand: AddCommand = (workflow, io) => {
  workflow
    .command('show')
    .description(
      'Show a run: how it stands, its steps as a timeline, what it gave. Or a step, and what that gave.',
    )
    .argument(...runArgument)
    .option('--step <step>', 'a task by its name, or a step by its id')
    .addOption(waitOption())
    .addOption(ownerOption())
    .addHelpText(
      'after',
      examples(
        'hookline workflow show monday',
        'hookline workflow show monday --wait 120',
        'hookline workflow show monday --step fetch',
        "hookline workflow show monday --step '4[2].convert' --json",
      ),
    )
    .action(async (id: string, { step, ...flags }: Flags, command: Command) => {
      const connection = connect(command);
      if (step !== undefined) {
        const found = await getWorkflowStep(connection, id, step, flags);
        print(command, io, found, formatStep(found));
        return;
      }
      const { owner } = flags;
      const asked = await getWorkflowRun(connection, id, { owner });
      const run = await waitIfAsked(connection, io, asked, flags, { quiet: wantsJson(command), owner });
      print(command, io, run, formatWorkflowRun(run));
    });
};

function formatStep(step: WorkflowStep): string {
  const { id, state, startedAt, endedAt, error, output } = step;
  const lines = [
    ['Step', id],
    ['Name', nameOfStep(step)],
    ['State', endedAt === null ? state : `${state} at ${endedAt}`],
    ['Started', startedAt ?? 'not yet'],
    ...(error === null ? [] : [['Error', `${error.name}: ${error.message}`]]),
  ];
  const head = lines
    .map(([name = '', value = '']) => `${name.padEnd(9)} ${plainLine(value, 200)}\n`)
    .join('');
  return output === null ? head : `${head}\nOutput\n${indent(toJson(output))}`;
}
