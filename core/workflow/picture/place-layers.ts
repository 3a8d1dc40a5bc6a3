import type { Slot } from './layered-graph.ts';

const SWEEPS = 10;
const GAP = 22;
/** Where at least one is an edge's way. */
const LANE_GAP = 8;

/** Gives each slot its centre: as near as can be to those it has edges with, in the order that the layer has. */
export function placeLayers(layers: readonly Slot[][]): void {
  for (const layer of layers) settle(layer, new Array(layer.length).fill(0));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const downward = sweep % 2 === 0;
    for (const layer of downward ? layers : layers.toReversed()) {
      settle(
        layer,
        layer.map((slot) => wantedCentre(slot, downward ? slot.before : slot.after)),
      );
    }
  }
}

function wantedCentre(slot: Slot, neighbours: readonly Slot[]): number {
  const all = neighbours.length > 0 ? neighbours : slot.beside;
  if (all.length === 0) return slot.position;
  return all.reduce((sum, { position }) => sum + position, 0) / all.length;
}

/**
 * The places nearest to the wanted ones that keep the order and the gaps (least squares: neighbours that would overlap become one
 * block, at the mean of what they want).
 */
function settle(layer: readonly Slot[], wanted: readonly number[]): void {
  const offsets: number[] = [];
  for (const [at, slot] of layer.entries())
    offsets.push(at === 0 ? 0 : offsets[at - 1]! + distance(layer[at - 1]!, slot));
  const blocks: { sum: number; count: number }[] = [];
  for (const [at, place] of wanted.entries()) {
    let block = { sum: place - offsets[at]!, count: 1 };
    for (let last = blocks.at(-1); last !== undefined && mean(last) > mean(block); last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
  }
  let at = 0;
  for (const block of blocks) {
    for (let member = 0; member < block.count; member++, at++)
      layer[at]!.position = mean(block) + offsets[at]!;
  }
}

function mean({ sum, count }: { sum: number; count: number }): number {
  return sum / count;
}

function distance(one: Slot, other: Slot): number {
  const gap = one.item === null || other.item === null ? LANE_GAP : GAP;
  return (one.across + other.across) / 2 + gap;
}
