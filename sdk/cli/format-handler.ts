import type { Handler } from '../handler.ts';
import { plainLine } from './plain-text.ts';

/** A handler for people: whose it is, when it runs and whom it tells, and the options of its execution. */
export function formatHandler(handler: Handler): string {
  const { id, name, hook, version, tags, workflow, notifyOnSuccess, notifyOnFailure, ...rest } = handler;
  const { createdBy, createdAt, updatedBy, updatedAt, ...options } = rest;
  const lines: [string, string][] = [
    ['Handler', `${name} (id ${id}, version ${version})`],
    ['Hook', hook],
    ['Tags', tags.length === 0 ? 'none: it runs for every firing' : tags.join(', ')],
    ...(workflow === undefined ? [] : [['Starts', `the workflow ${workflow}`] satisfies [string, string]]),
    ['Success', notifyOnSuccess ?? 'no e-mail'],
    ['Failure', notifyOnFailure ?? 'no e-mail'],
    ['Created', `by ${createdBy} at ${createdAt.toISOString()}`],
    ['Updated', `by ${updatedBy} at ${updatedAt.toISOString()}`],
    ...Object.entries(options)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([option, value]): [string, string] => [option, describe(value)]),
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, value]) => `${label.padEnd(width)}  ${plainLine(value, 500)}\n`).join('');
}

/** `maxAttempts 3, jitter true` for an object, whose fields tell their units. */
function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .map(([field, part]) => `${field} ${JSON.stringify(part)}`)
    .join(', ');
}
