import { handle } from 'hono/aws-lambda';
import { ajvSchemaValidator } from '../../../adapters/ajv/schema-validator.ts';
import { createFireApp } from '../../../adapters/http/fire-app.ts';
import { wireAccept } from '../../wiring.ts';

/** Answers POST /v1/hooks/{hook}/firings: apart from the other routes, to grow and be paid by itself. */
export const handler = handle(createFireApp({ ...wireAccept(), schemas: ajvSchemaValidator() }));
