import type {
  PictureOrientation,
  WorkflowEdge,
  WorkflowGraph,
  WorkflowNode,
} from '../../contract/workflow.ts';
import { type FlowPoint, layoutItems } from './layout-items.ts';
import { nodeLabel } from './node-label.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node's rectangle. */
export interface Box extends Point {
  readonly node: WorkflowNode;
  readonly width: number;
  readonly height: number;
}

export interface Line {
  readonly edge: WorkflowEdge;
  /** Straight to the second, a curve to the third, and so by turns. */
  readonly points: readonly Point[];
}

/** Where everything is. Subflows come before what is in them. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** The measures of the picture, in pixels. */
export const measures = { character: 7.3, line: 16, padding: 10, header: 22, dot: 18 } as const;

/** Places a whole graph: each subflow by itself, then as one box in what it is part of. */
export function layoutGraph(graph: WorkflowGraph, orientation: PictureOrientation): Drawing {
  const inside = Map.groupBy(graph.nodes, ({ scope }) => scope);
  const edgesOf = Map.groupBy(graph.edges, ({ from }) => graph.nodes[from]!.scope);
  const flips = orientation === 'vertical';

  const layoutScope = (scope: number | null): Drawing => {
    const nodes = inside.get(scope) ?? [];
    const bodies = new Map(
      nodes.filter(({ kind }) => kind === 'subflow').map(({ index }) => [index, layoutScope(index)]),
    );
    const sizes = new Map(nodes.map((node) => [node.index, sizeOf(node, bodies.get(node.index))]));
    const items = nodes.map(({ index }) => {
      const { width, height } = sizes.get(index)!;
      return flips
        ? { id: index, along: height, across: width }
        : { id: index, along: width, across: height };
    });
    const placed = layoutItems(items, edgesOf.get(scope) ?? []);
    const toPoint = ({ along, across }: FlowPoint): Point =>
      flips ? { x: across, y: along } : { x: along, y: across };

    const boxes: Box[] = [];
    const lines: Line[] = placed.routes.map(({ edge, points }) => ({ edge, points: points.map(toPoint) }));
    for (const node of nodes) {
      const { width, height } = sizes.get(node.index)!;
      const centre = toPoint(placed.centres.get(node.index)!);
      const box = { node, x: centre.x - width / 2, y: centre.y - height / 2, width, height };
      boxes.push(box);
      const body = bodies.get(node.index);
      if (body === undefined) continue;
      const moved = move(body, box.x + (width - body.width) / 2, box.y + headerOf(node));
      boxes.push(...moved.boxes);
      lines.push(...moved.lines);
    }
    const { x: width, y: height } = toPoint(placed);
    return { width, height, boxes, lines };
  };

  return layoutScope(null);
}

/** Room above a subflow's body for its name and its guard. */
function headerOf(node: WorkflowNode): number {
  const { title, guard } = nodeLabel(node);
  return title === '' && guard === undefined ? measures.padding / 2 : measures.header;
}

function sizeOf(node: WorkflowNode, body: Drawing | undefined): { width: number; height: number } {
  if (node.kind === 'start' || node.kind === 'end') return { width: measures.dot, height: measures.dot };
  const { title, guard } = nodeLabel(node);
  if (body !== undefined) {
    const header = textWidth([title, guard].filter((text) => text !== undefined).join('  '));
    return { width: Math.max(body.width, header) + 2, height: body.height + headerOf(node) + 2 };
  }
  const width = Math.max(textWidth(title), textWidth(guard ?? ''), 40);
  return { width, height: measures.line * (guard === undefined ? 1 : 2) + 2 * measures.padding - 4 };
}

/** Of a text with its padding; characters of East Asia and pictures are twice as wide. */
function textWidth(text: string): number {
  const units = [...text].reduce((sum, character) => sum + (isWide(character) ? 2 : 1), 0);
  return Math.ceil(units * measures.character) + 2 * measures.padding;
}

function isWide(character: string): boolean {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
    character,
  );
}

function move({ width, height, boxes, lines }: Drawing, x: number, y: number): Drawing {
  return {
    width,
    height,
    boxes: boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y })),
    lines: lines.map(({ edge, points }) => ({
      edge,
      points: points.map((point) => ({ x: point.x + x, y: point.y + y })),
    })),
  };
}
