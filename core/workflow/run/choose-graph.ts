import type { WorkflowGraph } from '../../contract/workflow.ts';
import { findWorkflow } from '../registry/find-workflow.ts';
import { readDefinition } from '../registry/read-definition.ts';
import type { WorkflowDeps } from './deps.ts';

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
  if (!('name' in choice)) {
    const { source, graph } = await readDefinition(choice, deps);
    return { workflow: null, source, graph };
  }
  const record = await findWorkflow(deps, { tenantId, name: choice.name }, choice.version);
  const { name, version, source, graph } = record;
  return { workflow: { name, version }, source, graph };
}
