import type {
  Declaration,
  Literal,
  Program,
  Resource,
  Statement,
  Step,
} from '../../../core/workflow/language/syntax.ts';

/** Writes a program as its source; parsing that gives the program again. */
export function printProgram({ declarations, statements }: Program): string {
  return [...declarations.map(printDeclaration), printStatements(statements)].join('\n');
}

function printStatements(statements: readonly Statement[]): string {
  return statements.map(printStatement).join('\n');
}

function printDeclaration({ kind, name, alias, parameters, doc, subflow }: Declaration): string {
  const parts = [
    `@${kind} ${name}`,
    alias === null ? '' : `= ${alias.name}`,
    printParameters(parameters),
    doc === null ? '' : `'''${doc}'''`,
    subflow === null ? '' : `{ ${printStatements(subflow)} }`,
  ];
  return `${parts.join(' ')};`;
}

function printStatement({ source, steps, destination }: Statement): string {
  const parts = steps.map(printStep);
  if (source?.kind === 'label') parts.unshift(`:${source.name}`);
  if (source?.kind === 'literal') parts.unshift(`<${printValue(source)}>`);
  if (source?.kind === 'resource') parts.unshift(printResource(source));
  if (destination !== null) {
    const { merge, to } = destination;
    parts.push(`${merge ? '> ' : ''}${to.kind === 'label' ? `:${to.name}` : printResource(to)}`);
  }
  return `${parts.join(' → ')};`;
}

function printStep({ input, mode, guard, body, output }: Step): string {
  return [
    input === null ? '' : `:${input.name}`,
    mode === null ? '' : mode === 'iterate' ? '*' : '>',
    guard === null ? '' : `?\`${guard.text}\``,
    body.kind === 'subflow'
      ? `{ ${printStatements(body.statements)} }`
      : body.tasks.map((task) => `${task.name}${printParameters(task.parameters)}`).join(' | '),
    output === null ? '' : `:${output.name}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function printResource({ uri, parameters }: Resource): string {
  return `<${uri}>${printParameters(parameters)}`;
}

function printParameters(literal: Literal | null): string {
  return literal === null ? '' : `(${printValue(literal)})`;
}

function printValue({ value }: Literal): string {
  return value === null ? '' : JSON.stringify(value);
}
