import type { CodeUpload, RegistrationInput } from '../core/contract/handler.ts';
import { type ApiCall, buildRequest, callApi, patienceOf, retryFor } from './call-api.ts';
import { HooklineClientError } from './client-error.ts';
import type { HooklineConnection } from './connection.ts';
import type {
  HandlerFunction,
  HandlerModule,
  HandlerOptions,
  RegisterOptions,
  WorkflowHandlerOptions,
} from './define-handler.ts';
import {
  type HandlerClass,
  type HandlerInstance,
  isClass,
  isEventHandler,
  optionsOf,
} from './event-handler.ts';
import { expectAnswer } from './expect-answer.ts';
import { type Handler, readHandler } from './handler.ts';
import { retry } from './retry.ts';
import { send } from './send.ts';

/** How long the upload of a bundle may take, in milliseconds: 10 MiB at 1 Mbit/s. */
const UPLOAD_MS = 120_000;

/**
 * Registers a handler (the seed system's `register`): from now on it runs for each matching firing of its hook, as the
 * user of the API key. The same hook and name replace the code and options: same id, next version.
 *
 * @param handler a self-contained function, or the module that exports one, bundled with what it imports. The bundle is
 *   one ES module of at most 10 MiB; Node's built-in modules stay outside, native addons cannot be in it.
 * @returns the handler with its id and version.
 * @throws {HooklineClientError} `handler-not-self-contained` for a function that uses a variable of an outer scope,
 *   `handler-not-readable` for one whose source is not to be had, `handler-not-bundled` with what esbuild says.
 * @throws {HooklineProblem} `invalid-request`, `hook-not-found`, `handler-name-taken`, `code-too-large`, ...
 */
export async function register<Input = Record<string, unknown>>(
  connection: HooklineConnection,
  options: HandlerOptions<Input>,
  handler: HandlerFunction<Input> | HandlerModule,
): Promise<Handler>;
/**
 * Registers a class that extends `EventHandler` or `EventListener`, with the options that it has.
 *
 * @param handler a class whose methods are self-contained, as functions are; with `module` also an instance.
 * @param module the file that exports it, bundled with what it imports: for a class that uses more than its own source.
 * @throws as for functions.
 */
export async function register(
  connection: HooklineConnection,
  handler: HandlerClass | HandlerInstance,
  module?: HandlerModule,
): Promise<Handler>;
/** Registers a handler that starts a workflow: `register(connection, {name, hook, ..., workflow: 'ingest'})`. */
export async function register(
  connection: HooklineConnection,
  options: WorkflowHandlerOptions,
): Promise<Handler>;
export async function register(
  connection: HooklineConnection,
  first: HandlerOptions<never> | WorkflowHandlerOptions | HandlerClass | HandlerInstance,
  second?: HandlerFunction<never> | HandlerModule,
): Promise<Handler> {
  if (isEventHandler(first)) return await registerCode(connection, optionsOf(first), second ?? codeOf(first));
  if (!('workflow' in first)) return await registerCode(connection, first, required(second));
  if (second !== undefined) {
    throw new HooklineClientError(
      'invalid-argument',
      'A handler has either code or a workflow: leave out the code, or workflow.',
      { field: 'workflow' },
    );
  }
  const { workflow, ...options } = first;
  return await registerAs(connection, options, { workflow });
}

async function registerCode(
  connection: HooklineConnection,
  { shouldSkip, ...options }: HandlerOptions<never>,
  code: HandlerFunction<never> | HandlerModule | HandlerClass,
): Promise<Handler> {
  if ('entry' in code && shouldSkip !== undefined) {
    throw new HooklineClientError(
      'invalid-argument',
      'shouldSkip travels with the code: give it to defineHandler in the module, export what that returns, and leave it out here.',
      { field: 'shouldSkip' },
    );
  }
  // Here and not above: esbuild and the parser weigh much, and whoever only fires needs neither.
  const { bundleHandler } = await import('./bundle/bundle-handler.ts');
  const bundle = await bundleHandler(code, shouldSkip);
  const codeSha256 = await sha256Hex(bundle);
  await upload(connection, bundle, codeSha256);
  const exportName = 'entry' in code ? code.exportName : undefined;
  return await registerAs(connection, options, {
    codeSha256,
    ...(exportName !== undefined && { exportName }),
  });
}

async function registerAs(
  connection: HooklineConnection,
  { tags, ...options }: RegisterOptions,
  work: Pick<RegistrationInput, 'codeSha256' | 'exportName' | 'workflow'>,
): Promise<Handler> {
  const registration: RegistrationInput = {
    ...options,
    ...(tags !== undefined && { tags: [...tags] }),
    ...work,
  };
  const body = JSON.stringify(registration);
  return readHandler(await callApi(connection, { method: 'POST', path: '/v1/handlers', body }));
}

function codeOf(handler: HandlerClass | HandlerInstance): HandlerClass {
  if (isClass(handler)) return handler;
  throw new HooklineClientError(
    'handler-not-readable',
    "An instance cannot be registered by itself: what its constructor was given is not to be had. Register its class, or the module that exports the instance: register(connection, instance, {entry: './handler.ts'}).",
    { field: 'handler' },
  );
}

function required<Code>(code: Code | undefined): Code {
  if (code !== undefined) return code;
  throw new HooklineClientError('invalid-argument', 'There is no handler: give a function or a module.', {
    field: 'handler',
  });
}

/** Sends a bundle unless the platform has it. */
async function upload(connection: HooklineConnection, code: Uint8Array, sha256: string): Promise<void> {
  const body = JSON.stringify({ sha256, sizeBytes: code.byteLength });
  const answer = await callApi(connection, { method: 'POST', path: '/v1/code', body });
  const { upload } = expectAnswer<CodeUpload>(answer, { upload: 'object?' });
  if (upload === null) return;
  // The platform knows itself by one address, and may be reached by another: `localhost`, a proxy.
  const ownPath = `/v1/code/${sha256}`;
  if (new URL(upload.url).pathname.endsWith(ownPath)) {
    const put: ApiCall = { method: 'PUT', path: ownPath, headers: upload.headers, body: code };
    await retryFor(connection, put, (endpoint) => send(buildRequest(connection, endpoint, put), UPLOAD_MS));
    return;
  }
  const request = { method: 'PUT', url: upload.url, headers: upload.headers, body: code };
  await retry(() => send(request, UPLOAD_MS), { retrySeconds: patienceOf(connection), repeatable: true });
}

async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
}
