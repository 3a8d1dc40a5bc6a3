import type * as z from 'zod';
import { problemSchema } from '../../core/contract/problem.ts';

type Answer<S extends z.ZodType> = { description: string; content: { 'application/json': { schema: S } } };

/** A JSON answer, for a route's description. */
export function json<S extends z.ZodType>(schema: S, description: string): Answer<S> {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON request body, for a route's description. */
export function jsonBody<S extends z.ZodType>(
  schema: S,
): {
  body: { required: true; content: { 'application/json': { schema: S } } };
} {
  return { body: { required: true, content: { 'application/json': { schema } } } };
}

/** What every route may answer besides. */
export const problems = {
  default: {
    description: 'A problem document; `code` tells which.',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
} as const;
