import { limits } from '../contract/limits.ts';
import { jsonDepth } from '../json-depth.ts';
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
  if (jsonDepth(payload) > limits.payloadDepth) {
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
