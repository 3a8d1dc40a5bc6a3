import type { PictureOrientation, WorkflowGraph, WorkflowNode } from '../../contract/workflow.ts';
import { nodeLabel } from './node-label.ts';
import { type NodeMarks, stateColours } from './node-mark.ts';

/**
 * A graph as a flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html): subflows are subgraphs, the edges that close
 * loops are dotted.
 *
 * @param marks of a run: how its nodes stand.
 */
export function drawMermaid(
  graph: WorkflowGraph,
  orientation: PictureOrientation,
  marks?: NodeMarks,
): string {
  const direction = orientation === 'horizontal' ? 'LR' : 'TB';
  const inside = Map.groupBy(graph.nodes, ({ scope }) => scope);

  const noteOf = ({ index, kind }: WorkflowNode): string | undefined =>
    kind === 'start' || kind === 'end' ? undefined : marks?.get(index)?.note;
  const scopeLines = (scope: number | null, indent: string): string[] =>
    (inside.get(scope) ?? []).flatMap((node) => {
      if (node.kind !== 'subflow') return [`${indent}n${node.index}${shape(node, noteOf(node))}`];
      return [
        `${indent}subgraph n${node.index}[${quote(subflowText(node, noteOf(node)))}]`,
        `${indent}  direction ${direction}`,
        ...scopeLines(node.index, `${indent}  `),
        `${indent}end`,
      ];
    });

  const edges = graph.edges.map(({ from, to, loop }) => `  n${from} ${loop ? '-.->' : '-->'} n${to}`);
  const lines = [`flowchart ${direction}`, ...scopeLines(null, '  '), ...edges, ...classLines(marks)];
  return `${lines.join('\n')}\n`;
}

/** The colours of the states that there are, and which nodes have them. */
function classLines(marks: NodeMarks = new Map()): string[] {
  const byState = Map.groupBy([...marks], ([, { state }]) => state);
  return [...byState].flatMap(([state, nodes]) => [
    `  classDef ${state} fill:${stateColours[state].fill},stroke:${stateColours[state].stroke}`,
    `  class ${nodes.map(([index]) => `n${index}`).join(',')} ${state}`,
  ]);
}

function shape(node: WorkflowNode, note: string | undefined): string {
  const { title, guard } = nodeLabel(node);
  const text = quote([title, guard, note].filter((line) => line !== undefined).join('\n'));
  switch (node.kind) {
    case 'start':
      return `((${text}))`;
    case 'end':
      return `(((${text})))`;
    case 'literal':
      return `[/${text}/]`;
    case 'source':
    case 'sink':
      return `[(${text})]`;
    default:
      return `[${text}]`;
  }
}

function subflowText(node: WorkflowNode, note: string | undefined): string {
  const { title, guard } = nodeLabel(node);
  return [title, guard, note].filter((part) => part !== undefined && part !== '').join(' ') || ' ';
}

/** Mermaid's own escapes; what it takes for Markdown or HTML is no more than text. */
function quote(text: string): string {
  const escaped = text.replaceAll(/["#<>&`\\*_{}[\]|]/g, (character) => `#${character.codePointAt(0)};`);
  return `"${escaped.replaceAll('\n', '<br/>').replaceAll(/\p{Cc}/gu, ' ')}"`;
}
