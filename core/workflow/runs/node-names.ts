import type { WorkflowGraph } from '../../contract/workflow.ts';

/**
 * What nodes are called beside their indexes: tasks and named subflows by their names. The second of a name is `name_1`, the third
 * `name_2`, as Ray names tasks; a number that is a name of its own is passed over.
 *
 * @returns by index; null for nodes that have no name.
 */
export function nodeNames({ nodes }: WorkflowGraph): (string | null)[] {
  const names = nodes.map((node) => (node.kind === 'task' || node.kind === 'subflow' ? node.name : null));
  const taken = new Set(names);
  const used = new Map<string, number>();
  return names.map((name) => {
    if (name === null) return null;
    let number = used.get(name);
    if (number === undefined) {
      used.set(name, 0);
      return name;
    }
    do number++;
    while (taken.has(`${name}_${number}`));
    used.set(name, number);
    return `${name}_${number}`;
  });
}
