import type { Structured, WorkflowGraph, WorkflowNode } from '../contract/workflow.ts';
import { builtIns } from './graph/built-ins.ts';
import { drawMermaid } from './picture/mermaid.ts';

type Task = WorkflowNode & { kind: 'task' };
type Declaration = WorkflowGraph['tasks'][number];

/**
 * The documentation of a workflow in Markdown (GitHub's): its doc comment, a picture, and each task with its doc comment, its
 * default parameters and its mentions. Doc comments are taken for Markdown.
 */
export function documentWorkflow(graph: WorkflowGraph): string {
  const parts = [
    `# ${graph.name === null ? 'Workflow' : code(graph.name)}`,
    textOf(graph.doc),
    parameterTable(graph.parameters, 'Default'),
    `\`\`\`mermaid\n${drawMermaid(graph, 'vertical')}\`\`\``,
    ...documentTasks(graph),
    ...documentResources(graph),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function documentTasks({ nodes, tasks }: WorkflowGraph): string[] {
  const mentions = Map.groupBy(
    nodes.filter((node) => node.kind === 'task'),
    ({ name }) => name,
  );
  const declared = new Map(tasks.map((task) => [task.name, task]));
  const subflows = new Set(
    nodes.flatMap((node) => (node.kind === 'subflow' && node.name !== null ? [node.name] : [])),
  );
  const names = new Set([...declared.keys(), ...mentions.keys()]);
  if (names.size === 0) return [];
  const sections = [...names].map((name) =>
    documentTask(name, declared.get(name), mentions.get(name) ?? [], subflows.has(name)),
  );
  return ['## Tasks', ...sections];
}

function documentTask(
  name: string,
  declaration: Declaration | undefined,
  mentions: readonly Task[],
  isUsedSubflow: boolean,
): string {
  const isUsed = mentions.length > 0 || isUsedSubflow;
  const facts = [
    declaration?.base == null ? '' : `Stands for ${code(declaration.base)}.`,
    declaration?.subflow === true ? 'Stands for a subflow.' : '',
    Object.hasOwn(builtIns, declaration?.base ?? name) ? 'Built in.' : '',
    isUsed ? '' : 'Not used.',
  ];
  const parts = [
    `### ${code(name)}`,
    facts.filter((fact) => fact !== '').join(' '),
    textOf(declaration?.doc ?? null),
    parameterTable(declaration?.parameters ?? null, 'Default'),
    mentionTable(mentions),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Only of mentions that have more to say than the name. */
function mentionTable(mentions: readonly Task[]): string {
  const rows = mentions
    .filter(({ parameters, guard, merge }) => parameters !== null || guard !== null || merge)
    .map(({ at, parameters, guard, merge }) => [
      at === null ? '' : `${at.line}:${at.column}`,
      parameters === null ? '' : code(JSON.stringify(parameters)),
      guard === null
        ? ''
        : `${code(guard.expression)} (${guard.language === 'jsonpath' ? 'JSONPath' : 'JSONata'})`,
      merge ? 'yes' : '',
    ]);
  return table(['Mention', 'Parameters', 'Guard', 'Merges'], rows);
}

function documentResources({ nodes }: WorkflowGraph): string[] {
  const rows = nodes.flatMap((node) =>
    node.kind === 'source' || node.kind === 'sink'
      ? [
          [
            code(node.uri),
            node.kind === 'source' ? 'read' : 'written',
            node.parameters === null ? '' : code(JSON.stringify(node.parameters)),
          ],
        ]
      : [],
  );
  return rows.length === 0 ? [] : ['## Resources', table(['URI', 'Use', 'Parameters'], rows)];
}

function parameterTable(parameters: Structured | null, heading: string): string {
  if (parameters === null) return '';
  const rows = Object.entries(parameters).map(([name, value]) => [code(name), code(JSON.stringify(value))]);
  return table(['Parameter', heading], rows);
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A doc comment without the indentation that its lines have in common. */
function textOf(doc: string | null): string {
  const lines = (doc ?? '').replaceAll('\r\n', '\n').split('\n');
  const indents = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.search(/\S/));
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines
    .map((line, at) => (at === 0 ? line.trimStart() : line.slice(common)).trimEnd())
    .join('\n')
    .trim();
}

/** A code span, in a table too: what is inside counts as text. */
function code(text: string): string {
  const inner = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  const longest = Math.max(0, ...(inner.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const room = longest > 0 ? ' ' : '';
  return `${fence}${room}${inner}${room}${fence}`;
}
