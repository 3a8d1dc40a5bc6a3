import { limits } from '../../contract/limits.ts';
import type { WorkflowEdge, WorkflowNode, WorkflowPosition } from '../../contract/workflow.ts';
import type { Locate } from '../language/locate.ts';
import type { Report } from '../language/report.ts';
import type { Span } from '../language/span.ts';
import type { DeclaredTasks } from './declared-tasks.ts';

export interface JsonataGuard {
  readonly expression: string;
  readonly offset: number;
}

/** What building a graph works with. */
export interface ScopeContext {
  readonly nodes: WorkflowNode[];
  readonly edges: WorkflowEdge[];
  /** What each node stands for in the source. */
  readonly spans: Span[];
  readonly declared: DeclaredTasks;
  /** The guards in JSONata, with where each begins, to be compiled. */
  readonly jsonata: JsonataGuard[];
  readonly locate: Locate;
  readonly report: Report;
  /** The declared subflows that were put in. */
  readonly used: Set<string>;
}

/** Where a scope is. */
export interface ScopePlace {
  /** The node of its subflow; null for the workflow itself. */
  readonly scope: number | null;
  /** The subflows around it. */
  readonly depth: number;
  /** The declared ones among them, which cannot be used inside themselves. */
  readonly within: readonly string[];
}

/** Ends the building: the graph is as large as it may be. */
export class TooLarge extends Error {
  readonly span: Span;

  constructor(span: Span) {
    super('The workflow is too large.');
    this.span = span;
  }
}

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Adds a node, and gives its index. */
export function addNode(
  { nodes, spans, locate }: ScopeContext,
  node: Without<WorkflowNode, 'index' | 'at'>,
  span: Span,
): number {
  if (nodes.length >= limits.workflow.nodes) throw new TooLarge(span);
  const at: WorkflowPosition = locate(span.offset);
  const index = nodes.length;
  nodes.push({ index, at, ...node });
  spans.push(span);
  return index;
}
