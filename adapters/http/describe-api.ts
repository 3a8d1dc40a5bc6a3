import type { HooklineApp } from './hookline-app.ts';

const document = {
  openapi: '3.1.0',
  info: {
    title: 'Hookline',
    version: '1',
    description:
      "Runs people's own code at named points of other systems' processes. Errors are problem documents (RFC 9457).",
  },
  security: [{ apiKey: [] }],
};

/** Serves the OpenAPI 3.1 document at `/openapi.json`. */
export function describeApi(app: HooklineApp): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `hlk_…`.',
  });
  app.doc31('/openapi.json', document);
}

/** The document that `/openapi.json` answers. */
export function describedApi(app: HooklineApp): object {
  return app.getOpenAPI31Document(document);
}
