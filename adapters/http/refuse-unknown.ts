import { methodNotAllowed, routeNotFound } from './answer-problem.ts';
import type { HooklineApp } from './hookline-app.ts';

/** Answers what no route takes: 404, or 405 where the path takes other methods. */
export function refuseUnknown(app: HooklineApp): void {
  app.notFound((c) => {
    const allowed = allowedMethods(app, c.req.path);
    if (allowed.length === 0)
      throw routeNotFound(`There is nothing at ${c.req.path}. The API is described at /openapi.json.`);
    c.header('Allow', allowed.join(', '));
    throw methodNotAllowed(`${c.req.path} takes ${allowed.join(', ')}, not ${c.req.method}.`);
  });
}

/** The methods that the path takes (RFC 9110, 10.2.1). */
function allowedMethods(app: HooklineApp, path: string): string[] {
  const methods = app.routes
    .filter((route) => route.method !== 'ALL')
    .filter((route) => {
      const pattern = route.path.replace(/:[^/]+/g, '[^/]+').replaceAll('.', '\\.');
      return new RegExp(`^${pattern}$`).test(path);
    })
    .map((route) => route.method);
  return [...new Set(methods)].sort();
}
