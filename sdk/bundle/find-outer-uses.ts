import type { AnyNode } from 'acorn';
import { analyze } from 'eslint-scope';
import globals from 'globals';
import type { FunctionModule } from './parse-function.ts';

/** Globals of newer Nodes, or behind flags: handlers run on Node 24. */
const laterGlobals: ReadonlySet<string> = new Set([
  'ErrorEvent',
  'QuotaExceededError',
  'Storage',
  'Temporal',
  'localStorage',
  'sessionStorage',
]);

/** What every ES module in Node 24 has without importing it; what CommonJS adds (`require`, `module`) it has not. */
const provided: ReadonlySet<string> = new Set(
  [...Object.keys(globals.es2027), ...Object.keys(globals.nodeBuiltin)].filter(
    (name) => !laterGlobals.has(name),
  ),
);

/** Inserted by esbuild, and so by tsx, to keep the names of functions (https://esbuild.github.io/api/#keep-names). */
export const KEEP_NAMES_HELPER = '__name';

/** What a function takes from around it, and would miss elsewhere. */
export interface OuterUses {
  /** Variables of outer scopes, and `this` and `super` where they are not the function's own, sorted. */
  readonly names: readonly string[];
  /** Specifiers of modules that it imports relative to a file that is not known. */
  readonly relativeImports: readonly string[];
  /** Whether it calls the helper that esbuild inserts. */
  readonly needsKeepNamesHelper: boolean;
}

/** Finds what a function uses beside its own variables and parameters, and the globals of Node. */
export function findOuterUses({ program, node }: FunctionModule): OuterUses {
  // acorn's tree is ESTree by its own word (https://github.com/acornjs/acorn); only the two declarations differ.
  const scopes = analyze(program as Parameters<typeof analyze>[0], {
    ecmaVersion: 2026,
    sourceType: 'module',
  });
  const free = scopes.globalScope?.through.map(({ identifier }) => identifier.name) ?? [];
  const used = new Set(free.filter((name) => !provided.has(name)));
  const needsKeepNamesHelper = used.delete(KEEP_NAMES_HELPER);
  const relativeImports: string[] = [];
  visit(node, true, (inner, isOwn) => {
    if (isOwn && inner.type === 'ThisExpression') used.add('this');
    if (isOwn && inner.type === 'Super') used.add('super');
    if (inner.type !== 'ImportExpression' || inner.source.type !== 'Literal') return;
    const specifier = String(inner.source.value);
    if (/^[./]/.test(specifier)) relativeImports.push(specifier);
  });
  return { names: [...used].sort(), relativeImports, needsKeepNamesHelper };
}

const withOwnThis: ReadonlySet<string> = new Set([
  'FunctionExpression',
  'FunctionDeclaration',
  'ClassExpression',
  'ClassDeclaration',
]);

/** @param isOwn whether `this` at the node is the one of the function that the visit began with. */
function visit(node: AnyNode, isOwn: boolean, look: (node: AnyNode, isOwn: boolean) => void): void {
  look(node, isOwn);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, isOwn && !withOwnThis.has(child.type), look);
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
