/** A node of a parsed expression. The jsonata package's own type misses kinds of node that its parser makes. */
export interface ExpressionNode {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly ExpressionNode[];
  readonly arguments?: readonly ExpressionNode[];
  readonly expressions?: readonly ExpressionNode[];
  readonly procedure?: ExpressionNode;
  readonly condition?: ExpressionNode;
  readonly then?: ExpressionNode;
  readonly else?: ExpressionNode;
  /** One node in a binary operation, pairs of nodes in an object constructor. */
  readonly lhs?: unknown;
  readonly rhs?: ExpressionNode;
}
