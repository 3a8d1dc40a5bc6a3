import { prices, refusedFunctions } from './functions.ts';
import { type Node, nodesIn } from './node.ts';

/** What is wrong with an expression, where (characters from its beginning), and the remedy. */
export interface Objection {
  readonly message: string;
  readonly position: number | undefined;
}

/** Syntax that costs more than can be charged for, or is not bounded at all. */
const refusedTypes: Readonly<Record<string, string>> = {
  regex: 'Regular expressions are not allowed: some never end. Use $contains, $substringBefore or $split.',
  wildcard: 'The wildcard * is not allowed. Name the field, or use $each.',
  descendant: 'The wildcard ** is not allowed. Name the fields on the way.',
  parent: 'The parent operator % is not allowed. Give what is needed of the parent a name with := first.',
  transform: 'The transform operator | ... | is not allowed. Change data in the handler.',
  partial: 'Partial application with ? is not allowed. Write a function($x) { ... }.',
};

/** Why a parsed expression may not be used here; undefined when it may. `variables`: what it may read beside the input. */
export function objectionTo(ast: Node, variables: readonly string[]): Objection | undefined {
  const known = new Set(['', '$', ...variables, ...prices.keys()]);
  const bindings = [...nodesIn(ast)].flatMap(boundBy);
  for (const { value, position } of bindings) {
    const name = String(value);
    if (prices.has(name) || refusedFunctions.has(name)) {
      return { message: `$${name} is a function of JSONata. Choose another name.`, position };
    }
    known.add(name);
  }
  for (const node of nodesIn(ast)) {
    const message = objectionToNode(node, known);
    if (message !== undefined) return { message, position: node.position };
  }
  return undefined;
}

function boundBy(node: Node): readonly Node[] {
  if (node.type === 'bind') return [node.lhs as Node];
  return node.type === 'lambda' ? node.arguments! : [];
}

function objectionToNode(node: Node, known: ReadonlySet<string>): string | undefined {
  const refused = refusedTypes[node.type];
  if (refused !== undefined) return refused;
  if (node.focus !== undefined || (node.type !== 'parent' && node.index !== undefined)) {
    return 'The bindings @ and # are not allowed. Use $map with a function($value, $index).';
  }
  if (node.group !== undefined) {
    return 'Grouping with { } after a path is not allowed. Write .{ } for an object of each value.';
  }
  if (node.type === 'lambda' && node.signature !== undefined) {
    return 'Signatures of functions are not allowed. Leave <...> out.';
  }
  if (node.type !== 'variable') return undefined;
  const name = String(node.value);
  const instead = refusedFunctions.get(name);
  if (instead !== undefined) return `$${name} is not allowed. ${instead}`;
  return known.has(name) ? undefined : `There is no $${name}.`;
}
