import type { PictureOrientation, WorkflowGraph, WorkflowNode } from '../../contract/workflow.ts';
import { nodeLabel } from './node-label.ts';

/**
 * A graph as a flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html): subflows are subgraphs, the edges that close
 * loops are dotted.
 */
export function drawMermaid(graph: WorkflowGraph, orientation: PictureOrientation): string {
  const direction = orientation === 'horizontal' ? 'LR' : 'TB';
  const inside = Map.groupBy(graph.nodes, ({ scope }) => scope);

  const scopeLines = (scope: number | null, indent: string): string[] =>
    (inside.get(scope) ?? []).flatMap((node) => {
      if (node.kind !== 'subflow') return [`${indent}n${node.index}${shape(node)}`];
      return [
        `${indent}subgraph n${node.index}[${quote(subflowText(node))}]`,
        `${indent}  direction ${direction}`,
        ...scopeLines(node.index, `${indent}  `),
        `${indent}end`,
      ];
    });

  const edges = graph.edges.map(({ from, to, loop }) => `  n${from} ${loop ? '-.->' : '-->'} n${to}`);
  return `${[`flowchart ${direction}`, ...scopeLines(null, '  '), ...edges].join('\n')}\n`;
}

function shape(node: WorkflowNode): string {
  const { title, guard } = nodeLabel(node);
  const text = quote(guard === undefined ? title : `${title}\n${guard}`);
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

function subflowText(node: WorkflowNode): string {
  const { title, guard } = nodeLabel(node);
  return [title, guard].filter((part) => part !== undefined && part !== '').join(' ') || ' ';
}

/** Mermaid's own escapes; what it takes for Markdown or HTML is no more than text. */
function quote(text: string): string {
  const escaped = text.replaceAll(/["#<>&`\\*_{}[\]|]/g, (character) => `#${character.codePointAt(0)};`);
  return `"${escaped.replaceAll('\n', '<br/>').replaceAll(/\p{Cc}/gu, ' ')}"`;
}
