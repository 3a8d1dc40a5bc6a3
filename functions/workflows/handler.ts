import { handle } from 'hono/aws-lambda';
import { createWorkflowApp } from '../../adapters/http/workflow-app.ts';
import { jsonataExpressions } from '../../adapters/jsonata/expressions.ts';
import { yamlParser } from '../../adapters/yaml/yaml-parser.ts';
import { wireWorkflows } from './wiring.ts';

/** Answers the routes of workflows. */
export const handler = handle(
  createWorkflowApp({ ...wireWorkflows(), yaml: yamlParser(), expressions: jsonataExpressions() }),
);
