import type { Slot } from './layered-graph.ts';

const SWEEPS = 8;

/**
 * Orders the slots of each layer so that few edges cross: each goes to the mean place of those that it has edges with, from the
 * first layer to the last and back again (the barycentre method of Sugiyama, Tagawa and Toda, 1981).
 */
export function orderLayers(layers: readonly Slot[][]): void {
  for (const layer of layers) number(layer);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const downward = sweep % 2 === 0;
    for (const layer of downward ? layers : layers.toReversed()) {
      const wanted = new Map(
        layer.map((slot) => [slot, wantedPlace(slot, downward ? slot.before : slot.after)]),
      );
      layer.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
      number(layer);
    }
  }
}

function wantedPlace(slot: Slot, neighbours: readonly Slot[]): number {
  // Behind the item at which a loop ends or begins.
  const places = [
    ...neighbours.map(({ position }) => position),
    ...slot.beside.map(({ position }) => position + 0.4),
  ];
  return places.length === 0 ? slot.position : places.reduce((sum, place) => sum + place, 0) / places.length;
}

/** Places relative to the layer's middle, so that layers of different sizes can be compared. */
function number(layer: readonly Slot[]): void {
  for (const [place, slot] of layer.entries()) slot.position = place - (layer.length - 1) / 2;
}
