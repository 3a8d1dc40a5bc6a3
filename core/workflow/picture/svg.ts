import type { PictureOrientation, WorkflowGraph } from '../../contract/workflow.ts';
import { type Box, type Line, layoutGraph, measures, type Point } from './layout-graph.ts';
import { nodeLabel } from './node-label.ts';
import { type NodeMark, type NodeMarks, stateColours } from './node-mark.ts';

const MARGIN = 12;

// Each rule names the picture, since a page may hold it.
const style = `
  .workflow text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1b1f24; }
  .workflow .guard { font-style: italic; fill: #8a4b08; }
  .workflow .task rect { fill: #ffffff; stroke: #57606a; }
  .workflow .subflow > rect { fill: #0969da; fill-opacity: 0.05; stroke: #0969da; stroke-opacity: 0.5; }
  .workflow .subflow text { fill: #0550ae; }
  .workflow .subflow text .guard { fill: #8a4b08; }
  .workflow .literal rect, .workflow .source rect, .workflow .sink rect { fill: #f3eefc; stroke: #8250df; }
  .workflow .guarded rect { stroke-dasharray: 5 3; }
  .workflow .start circle { fill: #1a7f37; }
  .workflow .end circle { fill: #ffffff; stroke: #1b1f24; stroke-width: 2; }
  .workflow .end .dot { fill: #1b1f24; stroke: none; }
  .workflow .line { fill: none; stroke: #57606a; stroke-width: 1.2; }
  .workflow .loop { stroke: #bc4c00; stroke-dasharray: 5 3; }
`;

// After the others, so that it counts.
const stateStyle = Object.entries(stateColours)
  .map(
    ([state, { fill, stroke }]) =>
      `  .workflow .${state} > rect { fill: ${fill}; stroke: ${stroke}; fill-opacity: 1; stroke-opacity: 1; }\n`,
  )
  .join('');

/**
 * A graph as an SVG document: drawn in layers along the flow, subflows as boxes, the edges that close loops dashed.
 *
 * @param marks of a run: how its nodes stand.
 */
export function drawSvg(
  graph: WorkflowGraph,
  orientation: PictureOrientation,
  marks: NodeMarks = new Map(),
): string {
  const { width, height, boxes, lines } = layoutGraph(graph, orientation);
  const [fullWidth, fullHeight] = [width + 2 * MARGIN, height + 2 * MARGIN].map(Math.ceil);
  const name = toXml(graph.name ?? 'workflow');
  return `<svg class="workflow" xmlns="http://www.w3.org/2000/svg" width="${fullWidth}" height="${fullHeight}" viewBox="${-MARGIN} ${-MARGIN} ${fullWidth} ${fullHeight}" role="img">
<title>${name}</title>
<style>${style}${marks.size > 0 ? stateStyle : ''}</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8Z" fill="#57606a"/></marker></defs>
<rect x="${-MARGIN}" y="${-MARGIN}" width="${fullWidth}" height="${fullHeight}" fill="#ffffff"/>
${boxes.map((box) => drawBox(box, marks.get(box.node.index))).join('\n')}
${lines.map((line) => drawLine(line, orientation)).join('\n')}
</svg>
`;
}

function drawBox(box: Box, mark: NodeMark | undefined): string {
  const { node, x, y, width, height } = box;
  const details = [nodeLabel(node).details, ...(mark === undefined ? [] : [mark.details])].join('\n');
  const state = mark === undefined ? '' : ` ${mark.state}`;
  const guarded = 'guard' in node && node.guard !== null ? ' guarded' : '';
  const middle = { x: x + width / 2, y: y + height / 2 };
  const content =
    node.kind === 'start' || node.kind === 'end'
      ? drawDot(middle, node.kind)
      : `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${cornerOf(box)}"/>${drawText(box, middle)}`;
  return `<g class="${node.kind}${guarded}${state}" data-index="${node.index}"><title>${toXml(details)}</title>${content}</g>`;
}

function cornerOf({ node, height }: Box): number {
  if (node.kind === 'task') return 4;
  return node.kind === 'subflow' ? 8 : Math.round(height / 2);
}

function drawDot({ x, y }: Point, kind: 'start' | 'end'): string {
  const circle = (radius: number, name = '') =>
    `<circle${name} cx="${round(x)}" cy="${round(y)}" r="${radius}"/>`;
  const radius = measures.dot / 2 - 1;
  return kind === 'start' ? circle(radius - 1) : `${circle(radius)}${circle(radius - 4, ' class="dot"')}`;
}

function drawText({ node, x, y }: Box, middle: Point): string {
  const { title, guard } = nodeLabel(node);
  if (node.kind === 'subflow') {
    const parts = [
      title === '' ? '' : `<tspan>${toXml(title)}</tspan>`,
      guard === undefined
        ? ''
        : `<tspan class="guard"${title === '' ? '' : ' dx="10"'}>${toXml(guard)}</tspan>`,
    ];
    return `<text x="${round(x + measures.padding)}" y="${round(y + 15)}">${parts.join('')}</text>`;
  }
  const lines = guard === undefined ? [title] : [title, guard];
  const first = middle.y - ((lines.length - 1) * measures.line) / 2 + 4;
  return lines
    .map(
      (line, at) =>
        `<text${at === 1 ? ' class="guard"' : ''} x="${round(middle.x)}" y="${round(first + at * measures.line)}" text-anchor="middle">${toXml(line)}</text>`,
    )
    .join('');
}

function drawLine({ edge, points }: Line, orientation: PictureOrientation): string {
  const [start, ...rest] = points;
  const pieces = [`M${show(start!)}`];
  let from = start!;
  for (const [at, to] of rest.entries()) {
    // Straight within a layer, a curve between two. A last piece of no length would turn the arrow's head.
    if (at % 2 === 1) pieces.push(curve(from, to, orientation, turnOf(edge.loop, at, rest.length)));
    else if (show(from) !== show(to)) pieces.push(`L${show(to)}`);
    from = to;
  }
  return `<path class="line${edge.loop ? ' loop' : ''}" d="${pieces.join('')}" marker-end="url(#arrow)"/>`;
}

/** An edge that closes a loop turns round behind the step that it leaves, and before the one it leads to. */
function turnOf(loop: boolean, at: number, count: number): 'forward' | 'backward' | undefined {
  if (!loop) return undefined;
  if (at === 1) return 'forward';
  return at === count - 2 ? 'backward' : undefined;
}

const TURN = 26;

function curve(
  from: Point,
  to: Point,
  orientation: PictureOrientation,
  turn: 'forward' | 'backward' | undefined,
): string {
  const along = orientation === 'horizontal' ? 'x' : 'y';
  const reach = turn === undefined ? (to[along] - from[along]) / 2 : turn === 'forward' ? TURN : -TURN;
  const first = { ...from, [along]: from[along] + reach };
  const second = { ...to, [along]: turn === undefined ? to[along] - reach : to[along] + reach };
  return `C${show(first)} ${show(second)} ${show(to)}`;
}

function show({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text of an XML document, without what none may hold (XML 1.0, 2.2). */
function toXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\n\t]|[\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => entities[character]!);
}
