import { handle } from 'hono/aws-lambda';
import { createFireApp } from '../../../adapters/http/fire-app.ts';
import { jsonataExpressions } from '../../../adapters/jsonata/expressions.ts';
import { schemasafeValidator } from '../../../adapters/schemasafe/schema-validator.ts';
import { wireAccept } from '../../wiring.ts';

/** Answers POST /v1/hooks/{hook}/firings: apart from the other routes, to grow and be paid by itself. */
export const handler = handle(
  createFireApp({ ...wireAccept(), schemas: schemasafeValidator(), expressions: jsonataExpressions() }),
);
