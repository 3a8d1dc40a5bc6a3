import type { Structured } from '../../contract/workflow.ts';
import { workflowGraphSchema } from '../../contract/workflow.ts';
import type { WorkflowError } from '../../ports/workflow-run-store.ts';
import type { WorkflowChoice } from './choose-graph.ts';

/** A workflow that runs in place of a task that has asked for it; its output is the task's. */
export interface Continuation {
  readonly workflow: WorkflowChoice;
  readonly input?: unknown;
}

/** What asks for it, as the only key of an output. */
const KEY = '$workflow';

/**
 * The workflow with which a task goes on that gives `{"$workflow": {"name" | "source" | "graph": …, "input": …}}`; undefined for every
 * other output.
 */
export function continuationOf(
  output: Structured,
): Continuation | { readonly error: WorkflowError } | undefined {
  if (Array.isArray(output) || !Object.hasOwn(output, KEY) || Object.keys(output).length !== 1)
    return undefined;
  const asked = output[KEY];
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return refused('is no object');
  const { input, ...choice } = asked as Record<string, unknown>;
  const [kind, ...others] = Object.keys(choice).filter((key) => key !== 'version');
  if (kind === undefined || others.length > 0) return refused('takes one of "name", "source" and "graph"');
  const workflow = choiceOf(kind, choice);
  return workflow === undefined ? refused(`has no valid "${kind}"`) : { workflow, input };
}

function choiceOf(kind: string, choice: Record<string, unknown>): WorkflowChoice | undefined {
  const { version } = choice;
  if (kind === 'graph') {
    const { data: graph } = workflowGraphSchema.safeParse(choice.graph);
    return graph === undefined ? undefined : { graph };
  }
  const text = choice[kind];
  if (typeof text !== 'string') return undefined;
  if (kind === 'source') return { source: text };
  if (kind !== 'name') return undefined;
  if (version === undefined) return { name: text };
  return Number.isInteger(version) ? { name: text, version: version as number } : undefined;
}

function refused(why: string): { readonly error: WorkflowError } {
  return {
    error: { name: 'WorkflowRefused', message: `The workflow that the task continues with ${why}.` },
  };
}
