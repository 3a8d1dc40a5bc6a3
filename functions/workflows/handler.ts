import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { escapePath } from '../../adapters/aws/escape-path.ts';
import { createWorkflowApp } from '../../adapters/http/workflow-app.ts';
import { jsonataExpressions } from '../../adapters/jsonata/expressions.ts';
import { yamlParser } from '../../adapters/yaml/yaml-parser.ts';
import { wireWorkflows } from './wiring.ts';

const answer = handle(
  createWorkflowApp({ ...wireWorkflows(), yaml: yamlParser(), expressions: jsonataExpressions() }),
);

/** Answers the routes of workflows. Ids of steps have a `#` in them. */
export const handler = (event: Extract<LambdaEvent, { rawPath: string }>, context?: LambdaContext) =>
  answer(escapePath(event), context);
