import { jsonataExpressions } from '../../../adapters/jsonata/expressions.ts';
import { yamlParser } from '../../../adapters/yaml/yaml-parser.ts';
import type { CheckedWorkflow, WorkflowGraph, WorkflowNode } from '../../../core/contract/workflow.ts';
import { checkWorkflow } from '../../../core/workflow/check-workflow.ts';
import { compileWorkflow } from '../../../core/workflow/compile/compile-workflow.ts';
import { atEndOfEachFile } from '../../at-end-of-each-file.ts';
import { expectValidDocuments } from '../workflow-documents/expect-valid.ts';

const languages = { yaml: yamlParser(), expressions: jsonataExpressions() };

const documents = new Set<string>();
const expectedToBeValid = new Set<string>();

// Every good program of every suite compiles to a document that can be carried out.
atEndOfEachFile(() => {
  const others = documents.difference(expectedToBeValid);
  for (const document of others) expectedToBeValid.add(document);
  expectValidDocuments(others);
});

/** What the product makes of a source. */
export async function check(source: string): Promise<CheckedWorkflow> {
  const checked = await checkWorkflow(source, languages);
  if (checked.graph !== null) documents.add(compileWorkflow(checked.graph).text);
  return checked;
}

/** The graph of a good source; fails with the errors of another. */
export async function graphOf(source: string): Promise<WorkflowGraph> {
  const { graph, errors } = await check(source);
  if (graph === null)
    throw new Error(errors.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n'));
  return graph;
}

/** The errors of a source, as `line:column code`. */
export async function errorsOf(source: string): Promise<string[]> {
  const { errors } = await check(source);
  return errors.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

/** The node of a task, by its name. */
export async function taskOf(source: string, name: string): Promise<WorkflowNode & { kind: 'task' }> {
  const { nodes } = await graphOf(source);
  const node = nodes.find((candidate) => candidate.kind === 'task' && candidate.name === name);
  if (node?.kind !== 'task') throw new Error(`There is no task ${name}.`);
  return node;
}

/**
 * The edges of a good source: `A → B`; `A ↺ B` where one closes a loop. Of tasks mentioned more than once, the second is `A'2`. What is
 * in a subflow has the subflow's name before it: `{}/A → {}/B`.
 */
export async function edgesOf(source: string): Promise<string[]> {
  return showEdges(await graphOf(source));
}

export function showEdges({ nodes, edges }: WorkflowGraph): string[] {
  const names = new Map<number, string>();
  const taken = new Map<string, number>();
  for (const node of nodes) {
    const full = `${node.scope === null ? '' : `${names.get(node.scope)}/`}${nameOf(node)}`;
    const count = (taken.get(full) ?? 0) + 1;
    taken.set(full, count);
    names.set(node.index, count === 1 ? full : `${full}'${count}`);
  }
  return edges.map(({ from, to, loop }) => `${names.get(from)} ${loop ? '↺' : '→'} ${names.get(to)}`);
}

function nameOf(node: WorkflowNode): string {
  switch (node.kind) {
    case 'task':
      return node.name;
    case 'subflow':
      return `${node.iterate ? '*' : ''}${node.name ?? '{}'}`;
    case 'literal':
      return JSON.stringify(node.value);
    case 'source':
    case 'sink':
      return `<${node.uri}>`;
    default:
      return node.kind;
  }
}
