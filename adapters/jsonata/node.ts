/** A node of a parsed expression, as far as it is looked at here. The jsonata package's own type misses kinds of node. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  /** Characters from the beginning of the text to the end of the token. */
  readonly position?: number;
  readonly steps?: readonly Node[];
  /** Of a call its arguments, of a function definition its parameters. */
  readonly arguments?: readonly Node[];
  readonly procedure?: Node;
  readonly expressions?: readonly Node[];
  readonly expression?: Node;
  /** One node in a binary operation, pairs of nodes in an object constructor. */
  readonly lhs?: Node | readonly (readonly [Node, Node])[];
  readonly rhs?: Node;
  readonly signature?: unknown;
  /** True for the function that the parser puts around a call in tail position. */
  readonly thunk?: boolean;
  readonly group?: Node;
  /** `@`. */
  readonly focus?: unknown;
  /** `#`. */
  readonly index?: unknown;
}

/** Every node below a value of the tree, with the node itself. */
export function* nodesIn(tree: unknown): Generator<Node> {
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== 'object' || part === null || part instanceof RegExp) continue;
    if (!Array.isArray(part) && typeof (part as Node).type === 'string') yield part as Node;
    open.push(...Object.values(part));
  }
}
