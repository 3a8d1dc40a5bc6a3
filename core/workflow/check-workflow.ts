import type { CheckedWorkflow } from '../contract/workflow.ts';
import type { Expressions } from '../ports/expressions.ts';
import type { YamlParser } from '../ports/yaml-parser.ts';
import { documentProblem } from './compile/document-problem.ts';
import { graphDocument } from './compile/graph-document.ts';
import { buildGraph } from './graph/build-graph.ts';
import { compileJsonata } from './graph/compile-jsonata.ts';
import { locateIn } from './language/locate.ts';
import { parseWorkflow } from './language/parse-workflow.ts';
import { openReport } from './language/report.ts';

/** What reads the parts of a workflow that are in other languages. */
export interface WorkflowLanguages {
  readonly yaml: YamlParser;
  readonly expressions: Expressions;
}

/**
 * The graph of a workflow's source, or what is wrong with it. Where the text breaks the grammar, that is all that is reported: what
 * a broken text means is not to be told.
 */
export async function checkWorkflow(
  source: string,
  { yaml, expressions }: WorkflowLanguages,
): Promise<CheckedWorkflow> {
  const locate = locateIn(source);
  const report = openReport(source, locate);
  const program = parseWorkflow(source, yaml, report);
  if (!report.isEmpty) return { graph: null, errors: report.errors() };
  const { graph, jsonata } = buildGraph(program, locate, report);
  await compileJsonata(jsonata, expressions, report);
  if (report.isEmpty) {
    const problem = documentProblem(graphDocument(graph));
    if (problem !== undefined) report.add('too-large', { offset: 0, length: 0 }, problem);
  }
  return { graph: report.isEmpty ? graph : null, errors: report.errors() };
}
