import { OpenAPIHono } from '@hono/zod-openapi';
import { rejectInvalid } from './answer-problem.ts';
import type { AppDeps } from './deps.ts';
import { describeApi } from './describe-api.ts';
import { guard } from './guard.ts';
import type { AppEnv, HooklineApp } from './hookline-app.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { addHookRoute } from './routes/add-hook.ts';
import { addUserRoute } from './routes/add-user.ts';
import { announceCodeRoute } from './routes/announce-code.ts';
import { createKeyRoute } from './routes/create-key.ts';
import { deregisterHandlerRoute } from './routes/deregister-handler.ts';
import { fireRoute } from './routes/describe-fire.ts';
import { getFiringRoute } from './routes/get-firing.ts';
import { getHandlerRoute } from './routes/get-handler.ts';
import { getHookRoute } from './routes/get-hook.ts';
import { getMailRoute } from './routes/get-mail.ts';
import { listHandlersRoute } from './routes/list-handlers.ts';
import { listHooksRoute } from './routes/list-hooks.ts';
import { listKeysRoute } from './routes/list-keys.ts';
import { listMailsRoute } from './routes/list-mails.ts';
import { listUsersRoute } from './routes/list-users.ts';
import { registerHandlerRoute } from './routes/register-handler.ts';
import { removeHookRoute } from './routes/remove-hook.ts';
import { revokeKeyRoute } from './routes/revoke-key.ts';
import { rotateKeyRoute } from './routes/rotate-key.ts';
import { uploadCodeRoute } from './routes/upload-code.ts';

const routes: readonly ((app: HooklineApp, deps: AppDeps) => void)[] = [
  fireRoute,
  getFiringRoute,
  listHooksRoute,
  getHookRoute,
  addHookRoute,
  removeHookRoute,
  announceCodeRoute,
  uploadCodeRoute,
  registerHandlerRoute,
  listHandlersRoute,
  getHandlerRoute,
  deregisterHandlerRoute,
  listUsersRoute,
  addUserRoute,
  listKeysRoute,
  createKeyRoute,
  rotateKeyRoute,
  revokeKeyRoute,
  listMailsRoute,
  getMailRoute,
];

/**
 * The HTTP API: the same app under Lambda, embedded and in tests. Everything under `/v1` needs an API key; every error
 * is a problem document (RFC 9457).
 */
export function createApp(deps: AppDeps): HooklineApp {
  const app: HooklineApp = new OpenAPIHono<AppEnv>({ defaultHook: rejectInvalid });
  guard(app, deps);
  for (const route of routes) route(app, deps);
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  describeApi(app);
  refuseUnknown(app);
  return app;
}
