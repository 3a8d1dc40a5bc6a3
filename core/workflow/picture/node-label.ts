import type { WorkflowNode } from '../../contract/workflow.ts';

/** What a picture writes at a node. */
export interface NodeLabel {
  /** The node's name, with the marks of its step: `* X`, `> A`. */
  readonly title: string;
  /** `? $.a`; undefined without a guard. */
  readonly guard: string | undefined;
  /** All there is to say, for those who ask. */
  readonly details: string;
}

const MAX_LENGTH = 36;

export function nodeLabel(node: WorkflowNode): NodeLabel {
  const guard = 'guard' in node && node.guard !== null ? `? ${node.guard.expression}` : undefined;
  const merge = 'merge' in node && node.merge ? '> ' : '';
  const name = nameOf(node);
  const parameters = 'parameters' in node && node.parameters !== null ? JSON.stringify(node.parameters) : '';
  return {
    title: cut(`${merge}${name}`),
    guard: guard === undefined ? undefined : cut(guard),
    details: [`${merge}${name}`, parameters, guard ?? ''].filter((part) => part !== '').join('\n'),
  };
}

function nameOf(node: WorkflowNode): string {
  switch (node.kind) {
    case 'task':
      return node.base === node.name ? node.name : `${node.name} = ${node.base}`;
    case 'subflow':
      return `${node.iterate ? '* ' : ''}${node.name ?? ''}`.trim();
    case 'literal':
      return JSON.stringify(node.value);
    case 'source':
    case 'sink':
      return node.uri;
    default:
      return node.kind;
  }
}

function cut(text: string): string {
  const characters = [...text.replaceAll(/\s+/g, ' ')];
  return characters.length > MAX_LENGTH
    ? `${characters.slice(0, MAX_LENGTH - 1).join('')}…`
    : characters.join('');
}
