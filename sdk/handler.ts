import type { ExecutionOptions } from '../core/contract/execution-options.ts';
import type { Handler as HandlerAnswer } from '../core/contract/handler.ts';
import { expectAnswer, type FieldsOf } from './expect-answer.ts';

/**
 * A person's code bound to a hook under a name: a plain, frozen object (the seed system's `Handler`). Of the options of
 * execution it has those that it was registered with.
 */
export interface Handler extends Readonly<ExecutionOptions> {
  readonly id: number;
  readonly name: string;
  readonly hook: string;
  /** Counts replacements, from 0. */
  readonly version: number;
  /** Null for no e-mail. */
  readonly notifyOnSuccess: string | null;
  readonly notifyOnFailure: string | null;
  readonly tags: readonly string[];
  /** Of your workflows, the one that each run starts; absent for a handler with code. */
  readonly workflow?: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

const handlerFields: FieldsOf<HandlerAnswer> = {
  id: 'number',
  name: 'string',
  hook: 'string',
  version: 'number',
  notifyOnSuccess: 'string?',
  notifyOnFailure: 'string?',
  tags: 'array',
  workflow: 'string?',
  retry: 'object?',
  executor: 'object?',
  concurrencyKey: 'string?',
  rateLimit: 'object?',
  filter: 'string?',
  each: 'string?',
  batchSize: 'number?',
  evaluation: 'any?',
  stopOnError: 'boolean?',
  stopOnException: 'boolean?',
  stopOnSuccess: 'boolean?',
  createdAt: 'string',
  createdBy: 'string',
  updatedAt: 'string',
  updatedBy: 'string',
};

/** @internal A handler as answered, its times as dates. */
export function readHandler(answer: unknown): Handler {
  const handler = expectAnswer<HandlerAnswer>(answer, handlerFields);
  return Object.freeze({
    ...handler,
    tags: Object.freeze([...handler.tags]),
    createdAt: new Date(handler.createdAt),
    updatedAt: new Date(handler.updatedAt),
  });
}
