import { handle } from 'hono/aws-lambda';
import { createEventApp } from '../../adapters/http/event-app.ts';
import { wireEvents } from './wiring.ts';

/** Answers the routes of the event log. */
export const handler = handle(createEventApp(wireEvents()));
