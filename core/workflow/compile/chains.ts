import type { LoopRegion, Regions } from '../regions/regions.ts';
import { strongComponents } from '../regions/strong-components.ts';

/** What runs together: the nodes of a scope, or those of a loop in one pass. */
export interface Level {
  readonly nodes: readonly number[];
  /** How many regions are around those of its nodes that are in no loop inside of it. */
  readonly depth: number;
  /** The loop whose pass it is. */
  readonly loop: LoopRegion | null;
  /** The nodes that have ended whenever it begins. */
  readonly ended: NodeSet;
}

/** A set of nodes: their indexes are its bits. With a thousand nodes, sets of any other kind take most of the time. */
export type NodeSet = bigint;

/** A node, or a loop by its first node, in a chain. */
export interface Link {
  readonly node: number;
  /** Whether it is a loop. */
  readonly loop: LoopRegion | null;
  /** Whether it waits for a token before it begins. */
  readonly join: boolean;
  /** The nodes that have ended when it begins. */
  readonly ended: NodeSet;
}

/** What a node or a loop of a level waits for. */
interface Item {
  readonly node: number;
  readonly loop: LoopRegion | null;
  /** The items that it begins after, less those that have ended before another of them begins. */
  readonly needs: readonly number[];
  /** Whether it also waits for nodes outside of the level that may not have ended. */
  readonly needsOutside: boolean;
  /** The nodes that have ended when it begins. */
  readonly before: NodeSet;
  /** The others that have ended when it has. */
  readonly with: NodeSet;
  /** Its own nodes. */
  readonly own: NodeSet;
}

/**
 * The chains of a level: each runs by itself, one link after the other. A link waits for a token unless all that it needs has ended when
 * the one before it in the chain has, or when the level begins.
 *
 * @param isState whether there is something to do for a node. A scope's start has no state, and its end rarely.
 * @param endsChain whether nothing may follow a node in its chain.
 */
export function chainsOf(
  regions: Regions,
  level: Level,
  isState: (node: number) => boolean,
  endsChain: (node: number) => boolean,
): Link[][] {
  const items = itemsOf(regions, level).filter(({ node, loop }) => loop !== null || isState(node));
  const known = new Map(items.map((item) => [item.node, item]));
  const needs = (item: Item) => item.needs.filter((need) => known.has(need));
  const after = new Map<number, number>();
  const follow = (item: Item, before: number): void => {
    after.set(before, item.node);
    following.add(item.node);
  };
  const following = new Set<number>();
  const joins = new Set<number>();
  const isFree = (before: number) =>
    !after.has(before) && (known.get(before)?.loop !== null || !endsChain(before));
  for (const item of items) {
    const [only, ...others] = needs(item);
    if (only === undefined && !item.needsOutside) continue;
    if (only !== undefined && others.length === 0 && !item.needsOutside && isFree(only)) follow(item, only);
    else joins.add(item.node);
  }
  // Who has to wait in any case does so behind one that he waits for: later, and with fewer branches.
  for (const item of items) {
    if (!joins.has(item.node)) continue;
    const before = needs(item).findLast(isFree);
    if (before !== undefined) follow(item, before);
  }
  return items
    .filter(({ node }) => !following.has(node))
    .map((first) => {
      const chain: Link[] = [];
      for (
        let item: Item | undefined = first;
        item !== undefined;
        item = known.get(after.get(item.node) ?? -1)
      ) {
        const { node, loop, before } = item;
        chain.push({ node, loop, join: joins.has(node), ended: before });
      }
      return chain;
    });
}

/** The nodes and the loops of a level, ascending. */
function itemsOf(regions: Regions, level: Level): Item[] {
  const inside = new Set(level.nodes);
  const first = level.loop?.id;
  const itemOf = (node: number): number => {
    const region = regions.nodes[node]!.around[level.depth];
    return region?.kind === 'loop' ? region.id : node;
  };
  const keys = [...new Set(level.nodes.map(itemOf))].sort((a, b) => a - b);
  const loopOf = (key: number): LoopRegion | null => {
    const loop = regions.loops.get(key);
    return loop !== undefined && loop.around.length === level.depth ? loop : null;
  };
  /** Who leads to a node from outside of the item; the edges that close the level's own loop belong to the pass before. */
  const leading = (node: number, key: number): readonly number[] =>
    node === first
      ? []
      : regions.nodes[node]!.from.filter((from) => !inside.has(from) || itemOf(from) !== key);
  const onward = (key: number): number[] =>
    (loopOf(key)?.nodes ?? [key])
      .flatMap((node) => regions.nodes[node]!.to)
      .filter((to) => inside.has(to) && to !== first)
      .map(itemOf)
      .filter((to) => to !== key);

  const items = new Map<number, Item>();
  for (const [node] of strongComponents(keys, onward)) {
    if (node === undefined) continue;
    const loop = loopOf(node);
    const begin = leading(node, node);
    const needed = [...new Set(begin.filter((from) => inside.has(from)).map(itemOf))];
    const outside = setOf(begin.filter((from) => !inside.has(from)));
    let known = level.ended;
    let earlier = 0n;
    for (const need of needed) {
      const item = items.get(need)!;
      known |= item.own | item.with;
      earlier |= item.with;
    }
    let others = known | outside;
    for (const member of loop?.nodes ?? []) {
      for (const from of leading(member, node)) {
        const item = inside.has(from) ? items.get(itemOf(from))! : { own: setOf([from]), with: 0n };
        others |= item.own | item.with;
      }
    }
    items.set(node, {
      node,
      loop,
      needs: needed.filter((need) => (items.get(need)!.own & earlier) === 0n),
      needsOutside: (outside & ~known) !== 0n,
      before: known | outside,
      with: others,
      own: setOf(loop?.nodes ?? [node]),
    });
  }
  return keys.map((key) => items.get(key)!);
}

/** The nodes as a set. */
export function setOf(nodes: readonly number[]): NodeSet {
  let set = 0n;
  for (const node of nodes) set |= 1n << BigInt(node);
  return set;
}
