import type { YamlParser } from '../../ports/yaml-parser.ts';
import { openCursor } from './cursor.ts';
import type { ParseContext } from './parse-context.ts';
import { parseDeclaration } from './parse-declaration.ts';
import { parseStatements } from './parse-statements.ts';
import type { Report } from './report.ts';
import type { Declaration, Program, Statement } from './syntax.ts';
import { tokenize } from './tokenize.ts';
import { unexpected } from './unexpected.ts';

/**
 * Parses a workflow's source. It never throws; what is wrong goes to the report, several things at once: after an error it goes
 * on with the next statement.
 */
export function parseWorkflow(source: string, yaml: YamlParser, report: Report): Program {
  const cursor = openCursor(tokenize(source, report));
  const context: ParseContext = { cursor, report, yaml };
  const declarations: Declaration[] = [];
  const declare = () => {
    const declaration = parseDeclaration(context);
    if (declaration !== undefined) declarations.push(declaration);
  };
  const statements: Statement[] = [];
  while (cursor.peek().kind !== 'end') {
    statements.push(...parseStatements(context, 0, declare));
    if (cursor.peek().kind === 'close') {
      unexpected(context, 'a statement', 'No subflow is open here.');
      cursor.next();
    }
  }
  if (statements.length === 0 && report.isEmpty) {
    report.add(
      'empty-workflow',
      { offset: source.length, length: 0 },
      'A workflow has at least one statement.',
    );
  }
  return { declarations, statements };
}
