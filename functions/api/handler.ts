import { handle } from 'hono/aws-lambda';
import { ajvSchemaValidator } from '../../adapters/ajv/schema-validator.ts';
import { createApp } from '../../adapters/http/app.ts';
import { wireApi } from '../wiring.ts';

/** Answers every route of the API but the one that fires. */
export const handler = handle(createApp({ ...wireApi(), schemas: ajvSchemaValidator() }));
