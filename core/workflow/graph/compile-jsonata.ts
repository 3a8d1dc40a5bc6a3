import { ExpressionRefused, type Expressions } from '../../ports/expressions.ts';
import type { Report } from '../language/report.ts';
import type { JsonataGuard } from './scope-context.ts';

/** Compiles the guards in JSONata, and reports those that cannot be used. */
export async function compileJsonata(
  guards: readonly JsonataGuard[],
  expressions: Expressions,
  report: Report,
): Promise<void> {
  for (const { expression, offset } of guards) {
    try {
      await expressions.compile(expression);
    } catch (error) {
      if (!(error instanceof ExpressionRefused)) throw error;
      const { reason, position } = error;
      const span =
        position === undefined || position === 0
          ? { offset, length: expression.length }
          : { offset: offset + Math.min(position, expression.length) - 1, length: 1 };
      report.add('guard-invalid', span, `The guard cannot be used: ${reason}`);
    }
  }
}
