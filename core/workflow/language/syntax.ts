import type { Structured } from '../../contract/workflow.ts';
import type { Named, Span } from './span.ts';

/** A source as its grammar sees it. */
export interface Program {
  readonly declarations: readonly Declaration[];
  readonly statements: readonly Statement[];
}

/** `@task name = alias (parameters) '''doc''' { subflow }`, or `@flow` in place of `@task`. */
export interface Declaration extends Named {
  readonly kind: 'flow' | 'task';
  readonly alias: Named | null;
  readonly parameters: Literal | null;
  readonly doc: string | null;
  readonly subflow: readonly Statement[] | null;
}

/** `source → step → step → destination`. */
export interface Statement {
  readonly source: Label | Resource | SourceLiteral | null;
  readonly steps: readonly Step[];
  readonly destination: Destination | null;
}

/** `:name` */
export interface Label extends Named {
  readonly kind: 'label';
}

/** `<uri>(parameters)` */
export interface Resource extends Span {
  readonly kind: 'resource';
  readonly uri: string;
  readonly parameters: Literal | null;
}

/** `<{…}>` */
export interface SourceLiteral extends Literal {
  readonly kind: 'literal';
}

export interface Destination {
  readonly merge: boolean;
  readonly to: Label | Resource;
}

/** Parameters or a literal; the value is null for an empty one. */
export interface Literal extends Span {
  readonly value: Structured | null;
}

/** `:input * ?`guard` body :output` */
export interface Step extends Span {
  readonly input: Named | null;
  readonly mode: 'iterate' | 'merge' | null;
  readonly guard: GuardText | null;
  readonly body: StepBody;
  readonly output: Named | null;
}

/** `A|B`, or `{ … }`. */
export type StepBody =
  | { readonly kind: 'tasks'; readonly tasks: readonly TaskUse[] }
  | { readonly kind: 'subflow'; readonly statements: readonly Statement[] };

/** `name(parameters)` */
export interface TaskUse extends Named {
  readonly parameters: Literal | null;
}

/** What stands between backquotes. */
export interface GuardText extends Span {
  readonly text: string;
}
