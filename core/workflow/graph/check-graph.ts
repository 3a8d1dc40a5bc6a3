import { limits } from '../../contract/limits.ts';
import type { WorkflowGraph } from '../../contract/workflow.ts';
import type { Expressions } from '../../ports/expressions.ts';
import { checkDeclarations } from './check-declarations.ts';
import { checkEdges } from './check-edges.ts';
import { checkNode } from './check-node.ts';
import { checkScopes } from './check-scopes.ts';
import type { GraphProblem } from './graph-problem.ts';

/**
 * What is wrong with a graph that came as such, not as a text: as much is asked of it as a text promises. What passes is carried
 * out as if the language had made it.
 *
 * @param graph as its schema has it.
 * @returns at most `limits.workflow.errors`; none for a good graph.
 */
export async function checkGraph(
  graph: WorkflowGraph,
  { expressions }: { readonly expressions: Expressions },
): Promise<GraphProblem[]> {
  const { nodes, edges } = graph;
  if (nodes.length > limits.workflow.nodes || edges.length > limits.workflow.edges) {
    const message = `A workflow has at most ${limits.workflow.nodes} nodes and ${limits.workflow.edges} edges.`;
    return [{ field: nodes.length > limits.workflow.nodes ? 'nodes' : 'edges', message }];
  }
  // The rest relies on it.
  const misplaced = checkScopes(nodes);
  if (misplaced.length > 0) return misplaced.slice(0, limits.workflow.errors);
  const declared = checkDeclarations(graph);
  const found = [...declared.problems, ...checkEdges(graph)];
  for (const node of nodes) {
    if (found.length >= limits.workflow.errors) break;
    found.push(...(await checkNode(node, declared.baseOf, expressions)));
  }
  return found.slice(0, limits.workflow.errors);
}
