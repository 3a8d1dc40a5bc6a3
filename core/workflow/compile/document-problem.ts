import { limits } from '../../contract/limits.ts';
import type { WorkflowDocument } from './compile-workflow.ts';
import { FUNCTION } from './states.ts';

/** A function's ARN, which takes the place of `${step}`, at its longest. */
const LONGEST_ARN = 140;

/** Why a document cannot be carried out; undefined when it can. */
export function documentProblem({ text }: Pick<WorkflowDocument, 'text'>): string | undefined {
  const functions = text.split(FUNCTION).length - 1;
  const length = text.length + functions * (LONGEST_ARN - FUNCTION.length);
  if (length <= limits.workflow.documentLength) return undefined;
  return `The workflow is too large to be carried out: as Amazon States Language it has ${length} characters, and may have ${limits.workflow.documentLength}. Put a part of it into a workflow of its own.`;
}
