import type { WorkflowEdge } from '../../contract/workflow.ts';

/** What is to be placed: `along` is its size in the direction of the flow, `across` the one at right angles. */
export interface Item {
  readonly id: number;
  readonly along: number;
  readonly across: number;
}

/** A place in a layer: an item, or where an edge goes through. */
export interface Slot {
  readonly item: Item | null;
  readonly across: number;
  /** The slots it has edges with in the layers before and after, and beside it in its own. */
  readonly before: Slot[];
  readonly after: Slot[];
  readonly beside: Slot[];
  /** Its centre, set when the layers are placed. */
  position: number;
}

/** An edge with the slots between its ends, from the first to the last layer. */
export interface Route {
  readonly edge: WorkflowEdge;
  readonly through: readonly { readonly layer: number; readonly slot: Slot }[];
}

export interface LayeredGraph {
  readonly layers: readonly Slot[][];
  readonly layerOf: ReadonlyMap<number, number>;
  readonly slotOf: ReadonlyMap<number, Slot>;
  readonly routes: readonly Route[];
}

/** Slots of edges in all; the edges beyond are drawn straight. */
const MAX_BENDS = 5000;

/**
 * Puts each item into the layer after the last of those that lead to it, and each edge that passes layers into a slot of each of
 * them. An edge that closes a loop passes the layers of both its ends.
 */
export function layerGraph(items: readonly Item[], edges: readonly WorkflowEdge[]): LayeredGraph {
  const layerOf = assignLayers(items, edges);
  const layers: Slot[][] = [];
  const slotOf = new Map<number, Slot>();
  const add = (layer: number, slot: Slot): Slot => {
    while (layers.length <= layer) layers.push([]);
    layers[layer]!.push(slot);
    return slot;
  };
  for (const item of items) slotOf.set(item.id, add(layerOf.get(item.id)!, openSlot(item)));

  let bends = 0;
  const routes = edges.map((edge) => {
    const [from, to] = [layerOf.get(edge.from)!, layerOf.get(edge.to)!];
    const [first, last] = edge.loop ? [to, from] : [from + 1, to - 1];
    const span = Math.max(0, last - first + 1);
    const isStraight = !edge.loop && bends + span > MAX_BENDS;
    bends += isStraight ? 0 : span;
    const through: { layer: number; slot: Slot }[] = [];
    let previous = edge.loop ? undefined : slotOf.get(edge.from)!;
    for (let layer = first; layer <= last && !isStraight; layer++) {
      const slot = add(layer, openSlot(null));
      if (previous !== undefined) connect(previous, slot);
      through.push({ layer, slot });
      previous = slot;
    }
    if (edge.loop) {
      through.at(0)?.slot.beside.push(slotOf.get(edge.to)!);
      through.at(-1)?.slot.beside.push(slotOf.get(edge.from)!);
    } else connect(previous!, slotOf.get(edge.to)!);
    return { edge, through: edge.loop ? through.reverse() : through };
  });
  return { layers, layerOf, slotOf, routes };
}

/** How wide an edge's way through a layer is. */
const LANE = 10;

function openSlot(item: Item | null): Slot {
  return { item, across: item?.across ?? LANE, before: [], after: [], beside: [], position: 0 };
}

function connect(from: Slot, to: Slot): void {
  from.after.push(to);
  to.before.push(from);
}

/** The longest way from the start; loops do not count. */
function assignLayers(items: readonly Item[], edges: readonly WorkflowEdge[]): Map<number, number> {
  const layerOf = new Map(items.map(({ id }) => [id, 0]));
  const forward = edges.filter(({ loop }) => !loop);
  const targets = Map.groupBy(forward, ({ from }) => from);
  const waiting = new Map(items.map(({ id }) => [id, 0]));
  for (const { to } of forward) waiting.set(to, waiting.get(to)! + 1);
  const ready = items.map(({ id }) => id).filter((id) => waiting.get(id) === 0);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    for (const { to } of targets.get(id) ?? []) {
      layerOf.set(to, Math.max(layerOf.get(to)!, layerOf.get(id)! + 1));
      waiting.set(to, waiting.get(to)! - 1);
      if (waiting.get(to) === 0) ready.push(to);
    }
  }
  return layerOf;
}
