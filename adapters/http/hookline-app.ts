import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Caller } from '../../core/identity/caller.ts';

/** What each request under `/v1` carries: who makes it. */
export interface AppEnv {
  Variables: { caller: Caller };
}

/** The app that routes add themselves to. */
export type HooklineApp = OpenAPIHono<AppEnv>;
