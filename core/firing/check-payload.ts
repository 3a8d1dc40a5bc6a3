import { limits } from '../contract/limits.ts';
import type { HookRecord } from '../ports/hook-store.ts';
import type { SchemaValidator } from '../ports/schema-validator.ts';
import { declareProblem, type HooklineError } from '../problem.ts';

const tooLarge = declareProblem('payload-too-large', { status: 413, title: 'The payload is too large' });
const payloadTooDeep = declareProblem('payload-too-deep', {
  status: 422,
  title: 'The payload is nested too deeply',
});
const payloadNotJson = declareProblem('payload-not-json', { status: 400, title: 'The payload is not JSON' });
const payloadNotObject = declareProblem('payload-not-object', {
  status: 422,
  title: 'The payload is no JSON object',
});
const payloadInvalid = declareProblem('payload-invalid', {
  status: 422,
  title: "The payload does not satisfy the hook's schema",
});

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function payloadTooLarge(): HooklineError {
  return tooLarge(
    `The payload has more than ${limits.payloadBytes} bytes. Store the data elsewhere and send a link.`,
    {
      field: 'payload',
    },
  );
}

/** Throws unless the bytes are a JSON object (RFC 8259, UTF-8) within the limits that satisfies the hook's schema. */
export function checkPayload(
  deps: { schemas: SchemaValidator },
  hook: HookRecord,
  payload: Uint8Array,
): void {
  if (payload.byteLength > limits.payloadBytes) throw payloadTooLarge();
  // Before parsing, whose own depth is bounded by the stack only.
  if (depth(payload) > limits.payloadDepth) {
    throw payloadTooDeep(`Arrays and objects may be nested ${limits.payloadDepth} levels deep.`, {
      field: 'payload',
    });
  }
  const value = parse(payload);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw payloadNotObject('Send a JSON object: its fields become the input of the handlers.', {
      field: 'payload',
    });
  }
  if (hook.payloadSchema === undefined) return;
  const violation = deps.schemas.violation(hook.payloadSchema, value);
  if (violation !== undefined) {
    const field = violation.path === '' ? 'payload' : `payload.${violation.path}`;
    throw payloadInvalid(`${field} ${violation.message}.`, { field });
  }
}

function parse(payload: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch (cause) {
    throw payloadNotJson('The body is not valid UTF-8.', { field: 'payload', cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw payloadNotJson(`The body is not valid JSON: ${(cause as SyntaxError).message}`, {
      field: 'payload',
      cause,
    });
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

function depth(json: Uint8Array): number {
  let deepest = 0;
  let level = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!;
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENING.has(byte)) deepest = Math.max(deepest, ++level);
    else if (CLOSING.has(byte)) level--;
  }
  return deepest;
}
