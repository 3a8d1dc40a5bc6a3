import { readFileSync } from 'node:fs';
import type { Right } from './function-rights.ts';

/**
 * Whether the role of a function allows something. `once-for-all-stacks.ts` says by the environment where that is written; where
 * it has not run, the template is synthesized for it.
 */
export async function readFunctionRights(): Promise<(name: string, right: Right) => boolean> {
  const path = process.env.HOOKLINE_FUNCTION_RIGHTS;
  const rights =
    path === undefined
      ? (await import('./function-rights.ts')).functionRights()
      : (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Right[]>);
  return (name, { action, resource }) =>
    rights[name]?.some((allowed) => allowed.action === action && covers(allowed.resource, resource)) === true;
}

function covers(pattern: string, resource: string): boolean {
  return pattern.endsWith('*') ? resource.startsWith(pattern.slice(0, -1)) : pattern === resource;
}
