import { handle } from 'hono/aws-lambda';
import { createApp } from '../../adapters/http/app.ts';
import { jsonataExpressions } from '../../adapters/jsonata/expressions.ts';
import { schemasafeValidator } from '../../adapters/schemasafe/schema-validator.ts';
import { wireApi } from '../wiring.ts';

/** Answers every route of the API but the one that fires. */
export const handler = handle(
  createApp({ ...wireApi(), schemas: schemasafeValidator(), expressions: jsonataExpressions() }),
);
