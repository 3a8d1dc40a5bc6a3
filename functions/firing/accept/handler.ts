import { handle } from 'hono/aws-lambda';
import { ajvSchemaValidator } from '../../../adapters/ajv/schema-validator.ts';
import { createApp } from '../../../adapters/http/app.ts';
import { wireAccept } from '../../wiring.ts';

/** Answers POST /v1/hooks/{hook}/firings: apart from the other routes, to grow and be paid by itself. */
export const handler = handle(createApp({ ...wireAccept(), schemas: ajvSchemaValidator() }));
