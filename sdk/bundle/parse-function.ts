import { type AnyNode, type Program, parse } from 'acorn';
import { HooklineClientError } from '../client-error.ts';

/** A function's (a class's) source as the default export of an ES module. */
export interface FunctionModule {
  /** The expression that it exports. */
  readonly expression: string;
  readonly program: Program;
  /** The function (the class) itself in `program`. */
  readonly node: AnyNode;
}

const native = /\{\s*\[native code\]\s*\}$/;

/**
 * Makes a module of a function, from its source (`Function.prototype.toString`, ECMA-262, 20.2.3.5): function
 * expressions and declarations, arrow functions, and methods of objects and classes.
 *
 * @param source what `String(fn)` gave.
 * @throws {HooklineClientError} `handler-not-readable` when the source is not to be had, or no function's.
 */
export function parseFunction(source: string): FunctionModule {
  if (native.test(source)) {
    throw notReadable(
      'It is bound or built in, so its source is not to be had. Give the function that it binds.',
    );
  }
  return parseExpression(source) ?? parseMethod(source) ?? refuse(source);
}

/**
 * The same for a class.
 *
 * @param source what `String(class)` gave.
 */
export function parseClass(source: string): FunctionModule {
  const expression = `(${source}\n)`;
  const program = tryToParse(`export default ${expression};\n`);
  const exported = program?.body[0];
  if (program === undefined || exported?.type !== 'ExportDefaultDeclaration') return refuse(source);
  return { expression, program, node: exported.declaration };
}

function parseExpression(source: string): FunctionModule | undefined {
  const expression = `(${source}\n)`;
  const program = tryToParse(`export default ${expression};\n`);
  const exported = program?.body[0];
  if (program === undefined || exported?.type !== 'ExportDefaultDeclaration') return undefined;
  const node = exported.declaration;
  if (node.type === 'ClassExpression') {
    throw notReadable(
      'It is a class, which cannot be called. Register a class that extends EventHandler by itself, or give a function.',
    );
  }
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
    ? { expression, program, node }
    : undefined;
}

/** A method's source begins with its name, and is a function only inside an object. */
function parseMethod(source: string): FunctionModule | undefined {
  const expression = `Object.values({${source}\n})[0]`;
  const program = tryToParse(`export default ${expression};\n`);
  const exported = program?.body[0];
  if (program === undefined || exported?.type !== 'ExportDefaultDeclaration') return undefined;
  const { declaration } = exported;
  if (declaration.type !== 'MemberExpression' || declaration.object.type !== 'CallExpression')
    return undefined;
  const [object, ...more] = declaration.object.arguments;
  if (object?.type !== 'ObjectExpression' || more.length > 0 || object.properties.length !== 1)
    return undefined;
  const [property] = object.properties;
  return property?.type === 'Property' && property.method
    ? { expression, program, node: property.value }
    : undefined;
}

function tryToParse(text: string): Program | undefined {
  try {
    // The scope analysis tells parameters from the body by their ranges.
    return parse(text, { ecmaVersion: 'latest', sourceType: 'module', ranges: true });
  } catch {
    return undefined;
  }
}

function refuse(source: string): never {
  const [line = ''] = source.split('\n');
  const shown = line.length > 60 ? `${line.slice(0, 60)}…` : line;
  throw notReadable(`Its source is not that of a function in an ES module: ${shown}`);
}

function notReadable(why: string): HooklineClientError {
  return new HooklineClientError(
    'handler-not-readable',
    `The function cannot be registered. ${why} Or put the handler into a module and register {entry: './handler.ts'}.`,
    { field: 'handler' },
  );
}
