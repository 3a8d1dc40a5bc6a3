import { limits } from '../../contract/limits.ts';
import {
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  HttpRequestFailed,
} from '../../ports/http-client.ts';
import type { StepRecord } from '../../ports/workflow-run-store.ts';
import type { Started, StepResult, TaskStart } from '../run/step-work.ts';
import type { BaseUrls } from './base-urls.ts';
import { requestBody } from './request-body.ts';
import { type RequestOptions, requestOptions } from './request-options.ts';
import { requestOutput } from './request-output.ts';
import { requestToken, type TokenDeps } from './request-token.ts';
import { requestUrl } from './request-url.ts';

export interface RequestDeps extends TokenDeps {
  readonly http: HttpClient;
  /** Set by the operator. */
  readonly urls: BaseUrls;
}

/** What a request leaves with its step when a callback is to end it. */
export interface CallbackWork {
  readonly waitsFor: 'callback';
  /** The step's output, unless who ends it gives another. */
  readonly output: TaskStart['input'];
}

/** Whether a step has sent its request and waits for the callback. */
export function isCallback(work: StepRecord['work'] | CallbackWork): work is CallbackWork {
  return work !== null && 'waitsFor' in work && work.waitsFor === 'callback';
}

const methods = {
  'request:get': 'GET',
  'request:post': 'POST',
  'request:put': 'PUT',
  'request:delete': 'DELETE',
} as const satisfies Readonly<Record<string, HttpRequest['method']>>;

/**
 * Makes the HTTP request of `request:get`, `post`, `put` or `delete`, as littleflow does. Its output is its input with what `output_mode` adds;
 * another status than 2xx is a failure unless `error_on_status` is false. With `sync: false` the step goes on until it is ended by hand.
 * All that goes wrong is `RequestFailed`; no request is made again, but that of a step whose outcome a crash kept from being stored.
 */
export async function startRequest(deps: RequestDeps, start: TaskStart): Promise<Started> {
  const { step, input } = start;
  if (isCallback(step.work)) return { work: { ...step.work } };
  const found = requestOptions(start);
  if ('problem' in found) return failed(found.problem);
  const { options } = found;
  if (options.outputModes.length > 0 && Array.isArray(input)) {
    return failed('The input is a list, to which "output_mode" can add nothing.');
  }
  const request = await requestOf(deps, start, options);
  if ('problem' in request) return failed(request.problem);

  let answer: HttpAnswer;
  try {
    answer = await deps.http.send(request);
  } catch (error) {
    if (error instanceof HttpRequestFailed) return failed(error.message);
    throw error;
  }
  if (options.errorOnStatus && (answer.status < 200 || answer.status >= 300)) {
    return failed(
      `The answer has the status ${answer.status}: ${answer.body.slice(0, limits.itemTextLength)}`,
    );
  }
  const given = requestOutput(input, options, answer);
  if ('problem' in given) return failed(given.problem);
  if (options.sync) return { result: given };
  const work: CallbackWork = { waitsFor: 'callback', output: given.output };
  return { work: { ...work } };
}

async function requestOf(
  deps: RequestDeps,
  start: TaskStart,
  options: RequestOptions,
): Promise<HttpRequest | { readonly problem: string }> {
  const method = methods[start.node.base as keyof typeof methods];
  const found = requestUrl(start, options, deps.urls);
  if ('problem' in found) return found;
  const { url } = found;
  const hasBody = method === 'POST' || method === 'PUT';
  const made = hasBody ? requestBody(start, options) : undefined;
  if (made !== undefined && 'problem' in made) return made;
  const signed = options.token ? await requestToken(deps, start, url, deps.urls) : undefined;
  if (signed !== undefined && 'problem' in signed) return signed;
  return {
    method,
    url,
    headers: {
      ...(hasBody && { 'content-type': options.contentType }),
      ...(signed !== undefined && { authorization: `Bearer ${signed.token}` }),
    },
    ...made,
  };
}

function failed(message: string): { readonly result: StepResult } {
  return { result: { error: { name: 'RequestFailed', message } } };
}
