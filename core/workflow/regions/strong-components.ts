/**
 * The sets of nodes that lead to one another, in the order in which they can run: what leads to a set comes before it. A node
 * that does not lead to itself is a set of its own.
 *
 * @param to the edges; those that lead to none of the nodes do not count.
 */
export function strongComponents(
  nodes: readonly number[],
  to: (node: number) => readonly number[],
): number[][] {
  const among = new Set(nodes);
  const order = new Map<number, number>();
  const lowest = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const components: number[][] = [];
  // Tarjan's algorithm, without recursion: a graph may be one long chain.
  for (const root of nodes) {
    if (order.has(root)) continue;
    const path: { node: number; targets: readonly number[]; next: number }[] = [];
    const enter = (node: number): void => {
      order.set(node, order.size);
      lowest.set(node, order.get(node)!);
      open.push(node);
      isOpen.add(node);
      path.push({ node, targets: to(node), next: 0 });
    };
    enter(root);
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const target = here.targets[here.next++];
      if (target !== undefined) {
        if (!among.has(target)) continue;
        if (!order.has(target)) enter(target);
        else if (isOpen.has(target))
          lowest.set(here.node, Math.min(lowest.get(here.node)!, order.get(target)!));
        continue;
      }
      path.pop();
      const { node } = here;
      const outer = path.at(-1);
      if (outer !== undefined) lowest.set(outer.node, Math.min(lowest.get(outer.node)!, lowest.get(node)!));
      if (lowest.get(node) !== order.get(node)) continue;
      const component = open.splice(open.lastIndexOf(node));
      for (const member of component) isOpen.delete(member);
      components.push(component.sort((a, b) => a - b));
    }
  }
  return components.reverse();
}
