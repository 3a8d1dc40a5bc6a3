import type { WorkflowError, WorkflowGraph } from '../../contract/workflow.ts';
import { declareProblem } from '../../problem.ts';
import { checkWorkflow } from '../check-workflow.ts';
import type { WorkflowDeps } from './deps.ts';

const invalidWorkflow = declareProblem('workflow-invalid', {
  status: 422,
  title: 'The workflow is not valid',
});
const workflowNotFound = declareProblem('workflow-not-found', {
  status: 404,
  title: 'There is no such workflow',
});

/** What is to run: a workflow of the owner's (its newest version, unless one is named), a source, or a graph. */
export type WorkflowChoice =
  | { readonly name: string; readonly version?: number | undefined }
  | { readonly source: string }
  | { readonly graph: WorkflowGraph };

/** What a choice stands for. */
export interface ChosenGraph {
  readonly workflow: { readonly name: string; readonly version: number } | null;
  readonly source: string | null;
  readonly graph: WorkflowGraph;
}

/**
 * The graph that is to run.
 *
 * @throws `workflow-not-found`, `workflow-invalid`.
 */
export async function chooseGraph(
  deps: Pick<WorkflowDeps, 'workflows' | 'yaml' | 'expressions'>,
  tenantId: string,
  choice: WorkflowChoice,
): Promise<ChosenGraph> {
  if ('graph' in choice) return { workflow: null, source: null, graph: choice.graph };
  if ('source' in choice) {
    const { graph, errors } = await checkWorkflow(choice.source, deps);
    if (graph === null) throw invalidWorkflow(describe(errors), { field: 'workflow.source' });
    return { workflow: null, source: choice.source, graph };
  }
  const record = await deps.workflows.get({ tenantId, name: choice.name }, choice.version);
  if (record === undefined) {
    const version = choice.version === undefined ? '' : ` with the version ${choice.version}`;
    throw workflowNotFound(`There is no workflow "${choice.name}"${version} of yours.`, {
      field: 'workflow.name',
    });
  }
  const { name, version, source, graph } = record;
  return { workflow: { name, version }, source, graph };
}

function describe([first, ...others]: readonly WorkflowError[]): string {
  if (first === undefined) return 'The workflow cannot be read.';
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${first.line}:${first.column} ${first.message}${more}`;
}
