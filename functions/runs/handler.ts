import { handle } from 'hono/aws-lambda';
import { createRunApp } from '../../adapters/http/run-app.ts';
import { wireRuns } from '../events/wiring.ts';

/** Answers the routes by which firings and runs are looked at and cancelled. */
export const handler = handle(createRunApp(wireRuns()));
