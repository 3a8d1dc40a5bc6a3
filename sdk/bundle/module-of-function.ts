import { HooklineClientError } from '../client-error.ts';
import { EventHandler, type HandlerClass } from '../event-handler.ts';
import { EventListener } from '../event-listener.ts';
import { SqsQueueListener } from '../sqs-queue-listener.ts';
import { findOuterUses, KEEP_NAMES_HELPER } from './find-outer-uses.ts';
import { type FunctionModule, parseClass, parseFunction } from './parse-function.ts';

/** Any function; what it takes and gives does not matter for its code. */
export type AnyFunction = (...args: never) => unknown;

/** What a class extends in the module that is made of it. */
const BASE = '__HooklineBase';

/** What it may extend: those the module can import. */
const bases: readonly { readonly name: string }[] = [EventHandler, EventListener, SqsQueueListener];

/**
 * The source of a module that exports the function as default; with `shouldSkip`, what `defineHandler` returns.
 *
 * @throws {HooklineClientError} as `register` says.
 */
export function moduleOfFunction(handler: AnyFunction, shouldSkip?: AnyFunction): string {
  const own = requireSelfContained(parseFunction(sourceOf(handler)), 'handler');
  if (shouldSkip === undefined) return `${own.helper}export default ${own.expression};\n`;
  const skip = requireSelfContained(parseFunction(sourceOf(shouldSkip)), 'shouldSkip');
  return `${own.helper || skip.helper}export default { handler: ${own.expression}, options: { shouldSkip: ${skip.expression} } };\n`;
}

/**
 * The source of a module that exports the class as default. A base of its own cannot come along, except those of this
 * package: its name, whatever it is there, becomes one that the module imports.
 *
 * @throws {HooklineClientError} as `register` says.
 */
export function moduleOfClass(handler: HandlerClass): string {
  const source = sourceOf(handler);
  const parsed = parseClass(source);
  const base = bases.find((candidate) => candidate === Object.getPrototypeOf(handler));
  if (base === undefined) {
    const own = requireSelfContained(parsed, 'handler');
    return `${own.helper}export default ${own.expression};\n`;
  }
  const { expression, node } = parsed;
  const mention = 'superClass' in node ? node.superClass : undefined;
  if (mention === undefined || mention === null)
    throw new Error('A class that extends another has no superclass.');
  // The positions are those of `export default (class …)`.
  const from = mention.start - 'export default '.length;
  const to = mention.end - 'export default '.length;
  const changed = `${expression.slice(0, from)}${BASE}${expression.slice(to)}`;
  const own = requireSelfContained(parseClass(changed.slice(1, -1)), 'handler');
  return `import { ${base.name} as ${BASE} } from '@hookline/sdk';\n${own.helper}export default ${own.expression};\n`;
}

function sourceOf(handler: AnyFunction | HandlerClass): string {
  return Function.prototype.toString.call(handler);
}

function requireSelfContained(
  parsed: FunctionModule,
  field: 'handler' | 'shouldSkip',
): { expression: string; helper: string } {
  const uses = findOuterUses(parsed);
  const names = uses.names.filter((name) => name !== BASE);
  if (names.length > 0) {
    throw notSelfContained(`It uses ${list(names)} of an outer scope.${hintFor(names)}`, field);
  }
  if (uses.relativeImports.length > 0) {
    throw notSelfContained(
      `It imports ${list(uses.relativeImports)}, relative to a file that is not known.`,
      field,
    );
  }
  const helper = uses.needsKeepNamesHelper ? `const ${KEEP_NAMES_HELPER} = (fn) => fn;\n` : '';
  return { expression: parsed.expression, helper };
}

function hintFor(names: readonly string[]): string {
  if (names.some((name) => ['require', 'module', 'exports', '__dirname', '__filename'].includes(name))) {
    return ' ES modules have no require: use await import(...).';
  }
  return names.some((name) => name.startsWith('__vi')) ? ' (Vite rewrites imports inside functions so.)' : '';
}

function notSelfContained(why: string, field: string): HooklineClientError {
  const advice =
    "Only a function's own source travels. Define it inside the function, or put the handler into a module and register {entry: './handler.ts'}, which is bundled with what it imports.";
  return new HooklineClientError(
    'handler-not-self-contained',
    `The function cannot be registered. ${why} ${advice}`,
    { field },
  );
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
