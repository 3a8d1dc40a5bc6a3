import type { HooklineApp } from './hookline-app.ts';

/** Serves the OpenAPI 3.1 document at `/openapi.json`. */
export function describeApi(app: HooklineApp): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `hlk_…`.',
  });
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Hookline',
      version: '1',
      description:
        "Runs people's own code at named points of other systems' processes. Errors are problem documents (RFC 9457).",
    },
    security: [{ apiKey: [] }],
  });
}
