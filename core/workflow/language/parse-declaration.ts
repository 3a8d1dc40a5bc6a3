import type { ParseContext } from './parse-context.ts';
import { parseParameters } from './parse-literal.ts';
import { parseSubflow } from './parse-statements.ts';
import { skipStatement } from './skip-statement.ts';
import type { Named } from './span.ts';
import type { Declaration, Statement } from './syntax.ts';
import { unexpected } from './unexpected.ts';

const order = 'The order is: name, alias, parameters, doc comment, subflow.';

/** `@task name = alias (parameters) '''doc''' { subflow };` */
export function parseDeclaration(context: ParseContext): Declaration | undefined {
  const { cursor, report } = context;
  const start = cursor.peek();
  const keyword = cursor.take('declare')!;
  const kind = keyword.value === 'flow' ? 'flow' : 'task';
  if (keyword.value !== 'flow' && keyword.value !== 'task') {
    report.add('unexpected', keyword, `Found @${keyword.value}, expected @flow or @task.`);
  }
  const name = parseName(context, `the name of the ${kind}`);
  const alias = cursor.take('equals') === undefined ? null : parseName(context, 'the task it stands for');
  if (name === undefined || alias === undefined) {
    skipStatement(cursor, start);
    return undefined;
  }
  const parameters = parseParameters(context);
  const doc = cursor.take('doc')?.value ?? null;
  let subflow: readonly Statement[] | null = null;
  if (cursor.peek().kind === 'open') {
    const parsed = parseSubflow(context, 0);
    if (parsed === undefined) {
      skipStatement(cursor, start);
      return undefined;
    }
    subflow = parsed;
  }
  if (['equals', 'parameters', 'doc'].includes(cursor.peek().kind)) {
    unexpected(context, 'the end of the declaration', order);
    skipStatement(cursor, start);
    return undefined;
  }
  if (subflow !== null && cursor.peek().kind === 'arrow') {
    const remedy = `The subflow belongs to the declaration of ${name.name}. Put ";" before it if it begins a statement.`;
    unexpected(context, 'the end of the declaration', remedy);
    skipStatement(cursor, start);
    return undefined;
  }
  cursor.take('semicolon');
  return { kind, ...name, alias, parameters, doc, subflow };
}

function parseName(context: ParseContext, what: string): Named | undefined {
  const token = context.cursor.take('name');
  if (token === undefined) {
    unexpected(context, what);
    return undefined;
  }
  return { name: token.value, offset: token.offset, length: token.length };
}
