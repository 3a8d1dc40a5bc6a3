import { zValidator } from '@hono/zod-validator';
import { type Env, Hono, type MiddlewareHandler } from 'hono';
import type * as z from 'zod';

/**
 * What the functions' bundles use in place of `@hono/zod-openapi` (an alias in `infra/bundle-functions.ts`): routes are
 * validated by the same schemas, but not described at run time. Describing them takes all of Zod and a generator, 350 kB that
 * every cold start would load; the function `api` answers the generated reference in its place.
 */
interface Route {
  readonly method: string;
  readonly path: string;
  readonly middleware?: MiddlewareHandler | readonly MiddlewareHandler[];
  readonly request?: {
    readonly params?: z.ZodType;
    readonly query?: z.ZodType;
    readonly body?: { readonly content: { readonly 'application/json': { readonly schema: z.ZodType } } };
  };
}

type Hook = (result: { success: boolean; error?: { issues: readonly z.core.$ZodIssue[] } }) => void;

/** The description itself: nothing is made of it. */
export function createRoute<R extends Route>(route: R): R {
  return route;
}

/** A Hono app that takes described routes. */
export class OpenAPIHono<E extends Env> extends Hono<E> {
  readonly openAPIRegistry = { registerPath: () => {}, registerComponent: () => {} };
  readonly #reject: Hook;

  constructor({ defaultHook }: { defaultHook: Hook }) {
    super();
    this.#reject = defaultHook;
  }

  openapi(route: Route, handler: MiddlewareHandler<E>): void {
    const { params, query, body } = route.request ?? {};
    const json = body?.content['application/json'].schema;
    const validators = [
      ...[route.middleware ?? []].flat(),
      ...(params === undefined ? [] : [zValidator('param', params, this.#reject)]),
      ...(query === undefined ? [] : [zValidator('query', query, this.#reject)]),
      ...(json === undefined ? [] : [zValidator('json', json, this.#reject)]),
    ] as MiddlewareHandler<E>[];
    this.on([route.method.toUpperCase()], [route.path.replace(/\{(\w+)\}/g, ':$1')], ...validators, handler);
  }

  doc31(): void {}
}
