import { limits } from '../../contract/limits.ts';
import type { WorkflowGraph } from '../../contract/workflow.ts';
import type { Locate } from '../language/locate.ts';
import type { Report } from '../language/report.ts';
import type { Program } from '../language/syntax.ts';
import { addScope } from './add-scope.ts';
import { declareTasks } from './declared-tasks.ts';
import { mergeParameters } from './merge-parameters.ts';
import { type JsonataGuard, type ScopeContext, TooLarge } from './scope-context.ts';

export interface BuiltGraph {
  readonly graph: WorkflowGraph;
  readonly jsonata: readonly JsonataGuard[];
}

/**
 * Builds the graph of a parsed source: each mention of a task is a node, labels are stitched, declarations are put in. What is
 * wrong goes to the report; the graph is of use only when that stays empty.
 */
export function buildGraph(
  { declarations, statements }: Program,
  locate: Locate,
  report: Report,
): BuiltGraph {
  const declared = declareTasks(declarations, report);
  const used = new Set<string>();
  const context: ScopeContext = {
    nodes: [],
    edges: [],
    spans: [],
    declared,
    jsonata: [],
    locate,
    report,
    used,
  };
  try {
    addScope(context, { scope: null, depth: 0, within: [] }, statements, { offset: 0, length: 0 });
    checkUnused(context);
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    const message = `The workflow has more than ${limits.workflow.nodes} nodes or ${limits.workflow.edges} edges, declared subflows counted at each use.`;
    report.add('too-large', error.span, message);
  }
  const { flow, tasks } = declared;
  const graph: WorkflowGraph = {
    name: flow?.name ?? null,
    doc: flow?.doc ?? null,
    parameters: flow?.parameters?.value ?? null,
    tasks: tasks.map(({ name, alias, subflow, parameters, doc }) => ({
      name,
      base: alias?.name ?? null,
      subflow: subflow !== null,
      parameters: mergeParameters(name, parameters === null ? [] : [parameters], report),
      doc,
    })),
    nodes: context.nodes,
    edges: context.edges.sort((a, b) => a.from - b.from || a.to - b.to),
  };
  return { graph, jsonata: context.jsonata };
}

/** Declared subflows that nothing uses are checked too, in a graph that is thrown away. */
function checkUnused(context: ScopeContext): void {
  for (const { name, subflow, ...span } of context.declared.tasks) {
    if (subflow === null || context.used.has(name)) continue;
    const scratch = { ...context, nodes: [], edges: [], spans: [] };
    addScope(scratch, { scope: null, depth: 1, within: [name] }, subflow, span);
  }
}
