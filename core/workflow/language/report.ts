import { limits } from '../../contract/limits.ts';
import type { WorkflowError } from '../../contract/workflow.ts';
import type { WorkflowErrorCode } from './error-codes.ts';
import type { Locate } from './locate.ts';
import type { Span } from './span.ts';

/** Collects what is wrong with one source. */
export interface Report {
  add(code: WorkflowErrorCode, span: Span, message: string): void;
  readonly isEmpty: boolean;
  /** In the order of the source, each once, at most `limits.workflow.errors`. */
  errors(): WorkflowError[];
}

export function openReport(source: string, locate: Locate): Report {
  const found = new Map<string, Finding>();
  const misplaced = new Set<number>();
  return {
    add(code, { offset, length }, message) {
      // What cannot stand at a place is said once, by the innermost part of the grammar.
      if (code === 'unexpected' && misplaced.has(offset)) return;
      if (code === 'unexpected') misplaced.add(offset);
      // What is said of a declaration would be said again for each of its uses.
      found.set(`${offset} ${code} ${message}`, { code, offset, length, message });
    },
    get isEmpty() {
      return found.size === 0;
    },
    errors: () =>
      [...found.values()]
        .sort((a, b) => a.offset - b.offset)
        .slice(0, limits.workflow.errors)
        .map(({ code, offset, length, message }) => ({
          code,
          ...locate(offset),
          length: lengthOnLine(source, offset, length),
          message,
        })),
  };
}

interface Finding extends Span {
  readonly code: WorkflowErrorCode;
  readonly message: string;
}

/** How many characters of the span are on its first line. */
function lengthOnLine(source: string, offset: number, length: number): number {
  const lineEnd = source.indexOf('\n', offset);
  const end = Math.min(offset + length, source.length, lineEnd === -1 ? source.length : lineEnd);
  return [...source.slice(offset, end).trimEnd()].length;
}
