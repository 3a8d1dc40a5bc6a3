import type { WorkflowEdge } from '../../contract/workflow.ts';
import { type Item, layerGraph } from './layered-graph.ts';
import { orderLayers } from './order-layers.ts';
import { placeLayers } from './place-layers.ts';

/** A point: how far along the flow, and how far across. */
export interface FlowPoint {
  readonly along: number;
  readonly across: number;
}

/** One edge: straight from its start, then by turns a curve and a straight piece to each further point. */
export interface FlowRoute {
  readonly edge: WorkflowEdge;
  /** Where it leaves a layer and enters the next, in pairs between its two ends. */
  readonly points: readonly FlowPoint[];
}

export interface FlowLayout {
  /** The centres of the items, by their ids. */
  readonly centres: ReadonlyMap<number, FlowPoint>;
  readonly routes: readonly FlowRoute[];
  readonly along: number;
  readonly across: number;
}

/** Between layers: room for curves. */
const LAYER_GAP = 52;

/** Room at the outer sides for edges that turn round there. */
const MARGIN = 6;
const TURN = 24;

/** Places the items of one scope in layers along the flow. */
export function layoutItems(items: readonly Item[], edges: readonly WorkflowEdge[]): FlowLayout {
  const { layers, layerOf, slotOf, routes } = layerGraph(items, edges);
  orderLayers(layers);
  placeLayers(layers);

  const slots = layers.flat();
  const least = Math.min(...slots.map(({ position, across }) => position - across / 2));
  const most = Math.max(...slots.map(({ position, across }) => position + across / 2));
  const acrossOf = (position: number) => position - least + MARGIN;

  const hasLoops = edges.some(({ loop }) => loop);
  const starts: number[] = [];
  const sizes = layers.map((layer) => Math.max(...layer.map(({ item }) => item?.along ?? 0)));
  let along = hasLoops ? TURN : MARGIN;
  for (const size of sizes) {
    starts.push(along);
    along += size + LAYER_GAP;
  }
  const startOf = (layer: number) => starts[layer]!;
  const endOf = (layer: number) => starts[layer]! + sizes[layer]!;

  const centres = new Map<number, FlowPoint>();
  for (const { id } of items) {
    const layer = layerOf.get(id)!;
    const centre = { along: (startOf(layer) + endOf(layer)) / 2, across: acrossOf(slotOf.get(id)!.position) };
    centres.set(id, centre);
  }

  const drawn = routes.map(({ edge, through }) => {
    const [from, to] = [slotOf.get(edge.from)!, slotOf.get(edge.to)!];
    const [fromLayer, toLayer] = [layerOf.get(edge.from)!, layerOf.get(edge.to)!];
    const leaving = {
      along: centres.get(edge.from)!.along + from.item!.along / 2,
      across: acrossOf(from.position),
    };
    const arriving = {
      along: centres.get(edge.to)!.along - to.item!.along / 2,
      across: acrossOf(to.position),
    };
    const passes = through.flatMap(({ layer, slot }) => {
      const ends = [startOf(layer), endOf(layer)].map((at) => ({
        along: at,
        across: acrossOf(slot.position),
      }));
      return edge.loop ? ends.reverse() : ends;
    });
    const points = [
      leaving,
      { ...leaving, along: endOf(fromLayer) },
      ...passes,
      { ...arriving, along: startOf(toLayer) },
      arriving,
    ];
    return { edge, points };
  });
  return {
    centres,
    routes: drawn,
    along: along - LAYER_GAP + (hasLoops ? TURN : MARGIN),
    across: most - least + 2 * MARGIN,
  };
}
