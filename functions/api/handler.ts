import { handle } from 'hono/aws-lambda';
import { createApp } from '../../adapters/http/app.ts';
import { jsonataExpressions } from '../../adapters/jsonata/expressions.ts';
import { schemasafeValidator } from '../../adapters/schemasafe/schema-validator.ts';
import document from '../../docs/reference/openapi.json' with { type: 'json' };
import { wireApi } from '../wiring.ts';

const app = createApp({
  ...wireApi(),
  schemas: schemasafeValidator(),
  expressions: jsonataExpressions(),
});
// Routes are not described at run time: see `functions/undescribed-routes.ts`. A test keeps the reference up to date.
app.get('/openapi.json', (c) => c.json(document));

/** Answers every route of the API but the one that fires. */
export const handler = handle(app);
