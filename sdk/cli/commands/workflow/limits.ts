import { type Command, InvalidArgumentError } from 'commander';
import type { WorkflowLimits } from '../../../../core/contract/workflow-run.ts';
import { getWorkflowLimits, setWorkflowLimits } from '../../../workflow/runs/workflow-limits.ts';
import { type AddCommand, connect, print } from '../../command-context.ts';
import { examples } from '../../examples.ts';

interface Flags {
  readonly maxRunning?: number | 'none';
  readonly maxPending?: number | 'none';
}

/** `hookline workflow limits`. */
export const addLimitsCommand: AddCommand = (workflow, io) => {
  workflow
    .command('limits')
    .description(
      'Show how many runs may go on at once on the platform, and how many may wait; or change that (admins).',
    )
    .option('--max-running <number>', 'so many at once, or none for no limit', limit(1))
    .option('--max-pending <number>', 'so many may wait, or none for no limit', limit(0))
    .addHelpText(
      'after',
      examples('hookline workflow limits', 'hookline workflow limits --max-running 100 --max-pending none'),
    )
    .action(async ({ maxRunning, maxPending }: Flags, command: Command) => {
      const connection = connect(command);
      const limits =
        maxRunning === undefined && maxPending === undefined
          ? await getWorkflowLimits(connection)
          : await setWorkflowLimits(connection, {
              maxRunning: orNull(maxRunning),
              maxPending: orNull(maxPending),
            });
      print(command, io, limits, describe(limits));
    });
};

/** Commander takes null for an option without a value. */
function orNull(value: number | 'none' | undefined): number | null | undefined {
  return value === 'none' ? null : value;
}

function limit(min: number): (text: string) => number | 'none' {
  return (text) => {
    if (text === 'none') return text;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && Number.isSafeInteger(value)) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min}, or none.`);
  };
}

function describe({ maxRunning, maxPending }: WorkflowLimits): string {
  return `${maxRunning ?? 'Any number of'} runs at once, ${maxPending ?? 'any number'} may wait.\n`;
}
