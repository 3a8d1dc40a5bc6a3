import type { WorkflowError } from '../../core/contract/workflow.ts';
import { HooklineProblem } from '../problem.ts';
import type { CommandIo } from './command-context.ts';
import { formatWorkflowErrors } from './format-workflow-errors.ts';

/**
 * Carries out what sends a text; where the platform refuses that, shows what is wrong in its lines before the error goes on.
 *
 * @param text undefined for what is no text.
 */
export async function showingErrors<T>(
  io: CommandIo,
  file: string,
  text: string | undefined,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (text !== undefined && error instanceof HooklineProblem && error.code === 'workflow-invalid') {
      const name = file === '-' ? 'standard input' : file;
      io.err(`${formatWorkflowErrors(name, text, placesOf(error))}\n`);
    }
    throw error;
  }
}

function placesOf({ errors }: HooklineProblem): WorkflowError[] {
  return errors.flatMap(({ detail, line, column, length = 0, code = '' }) =>
    line === undefined || column === undefined ? [] : [{ line, column, length, code, message: detail }],
  );
}
