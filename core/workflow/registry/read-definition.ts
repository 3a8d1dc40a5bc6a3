import type { WorkflowGraph } from '../../contract/workflow.ts';
import { declareProblem, type HooklineError } from '../../problem.ts';
import { checkWorkflow, type WorkflowLanguages } from '../check-workflow.ts';
import { documentProblem } from '../compile/document-problem.ts';
import { graphDocument } from '../compile/graph-document.ts';
import { checkGraph } from '../graph/check-graph.ts';

const workflowInvalid = declareProblem('workflow-invalid', {
  status: 400,
  title: 'The workflow is not good',
});

/** A workflow that is good, and the text that it was written as; null for one that came as a graph. */
export interface ReadDefinition {
  readonly source: string | null;
  readonly graph: WorkflowGraph;
  readonly documentSha256: string;
}

/**
 * The graph that somebody sends, as a text or as such.
 *
 * @throws `workflow-invalid`, with all that is wrong in `errors`: of a text with lines and columns, as `check` says it; of a
 * graph with fields.
 */
export async function readDefinition(
  definition: { readonly source: string } | { readonly graph: WorkflowGraph },
  languages: WorkflowLanguages,
): Promise<ReadDefinition> {
  const field = 'source' in definition ? 'source' : 'graph';
  const read =
    'source' in definition
      ? await readSource(definition.source, languages)
      : { source: null, graph: await readGraph(definition.graph, languages) };
  const compiled = graphDocument(read.graph);
  const problem = documentProblem(compiled);
  if (problem !== undefined) throw refuse([{ field, detail: problem }]);
  return { ...read, documentSha256: compiled.sha256 };
}

async function readGraph(graph: WorkflowGraph, languages: WorkflowLanguages): Promise<WorkflowGraph> {
  const problems = await checkGraph(graph, languages);
  if (problems.length === 0) return graph;
  throw refuse(problems.map(({ field, message }) => ({ field: `graph.${field}`, detail: message })));
}

async function readSource(
  source: string,
  languages: WorkflowLanguages,
): Promise<{ source: string; graph: WorkflowGraph }> {
  const { graph, errors } = await checkWorkflow(source, languages);
  if (graph !== null) return { source, graph };
  throw refuse(errors.map(({ message, ...place }) => ({ field: 'source', detail: message, ...place })));
}

function refuse(
  errors: readonly { field: string; detail: string; line?: number; column?: number }[],
): HooklineError {
  const [{ field, detail, line, column }] = errors as [(typeof errors)[0]];
  const place = line === undefined ? '' : `${line}:${column} `;
  const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  return workflowInvalid(`${place}${detail}${more}`, {
    field,
    errors: errors.map((error, index) => ({ index, ...error })),
  });
}
