import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../core/contract/limits.ts';
import type { Host } from './hosts/host.ts';
import { cannotRunDeployed, openHost } from './hosts/open-host.ts';

interface BadRequest {
  method?: string;
  path: string;
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** Whose key is sent; `admin` unless said. */
  as?: 'admin' | 'developer' | 'ingest' | 'viewer' | 'nobody';
  status: number;
  code: string;
  field?: string;
  /** Why the deployed home answers otherwise. */
  notDeployed?: string;
}

const sha = 'a'.repeat(64);
const registration = {
  name: 'h',
  hook: 'lab.done',
  notifyOnSuccess: null,
  notifyOnFailure: null,
  codeSha256: sha,
};
const register = (changes: object): Pick<BadRequest, 'path' | 'body'> => ({
  path: '/v1/handlers',
  body: JSON.stringify({ ...registration, ...changes }),
});
const send = (changes: object): Pick<BadRequest, 'path' | 'body'> => ({
  path: '/v1/events',
  body: JSON.stringify({ key: 'k', value: 1, ...changes }),
});
const fire = '/v1/hooks/lab.done/firings';
const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
const tags = (count: number) => Array.from({ length: count }, (_, index) => `tag=t${index}`).join('&');
const dataSet = { Error: '', Name: 'a.cfg', Streams: null, Success: true };
const upload = { DataSets: [dataSet], File: 'a.zip', RequestID: 'r', SubmittedAt: 'now' };

// biome-ignore format: a table reads by its rows
const table: Record<string, BadRequest> = {
  'no key': { method: 'GET', path: '/v1/hooks', as: 'nobody', status: 401, code: 'unauthorized' },
  'a key that is no key': { method: 'GET', path: '/v1/hooks', headers: { authorization: 'Bearer hello' }, status: 401, code: 'unauthorized' },
  'a key of the right form that nobody has': { method: 'GET', path: '/v1/hooks', headers: { authorization: `Bearer hlk_${'a'.repeat(22)}_${'b'.repeat(43)}` }, status: 401, code: 'unauthorized' },
  'a run key of no run': { method: 'GET', path: '/v1/hooks', headers: { authorization: `Bearer hlr_${'a'.repeat(22)}_1_${'b'.repeat(43)}` }, status: 401, code: 'unauthorized' },
  'another authentication scheme': { method: 'GET', path: '/v1/hooks', headers: { authorization: 'Basic YTpi' }, status: 401, code: 'unauthorized' },
  'a route that is not there': { method: 'GET', path: '/v1/nothing', status: 404, code: 'route-not-found' },
  'a path outside the API': { method: 'GET', path: '/etc/passwd', status: 404, code: 'route-not-found', notDeployed: 'API Gateway answers it, and with a body of its own.' },
  'a method that a route does not take': { method: 'PUT', path: '/v1/hooks', status: 405, code: 'method-not-allowed' },

  'a workflow without a source': { path: '/v1/workflows/check', body: '{}', status: 400, code: 'invalid-request', field: 'source' },
  'a workflow with a field that there is not': { path: '/v1/workflows/check', body: '{"source": "A", "name": "x"}', status: 400, code: 'invalid-request', field: 'name' },
  'a workflow that is too long': { path: '/v1/workflows/doc', body: JSON.stringify({ source: 'a'.repeat(limits.workflow.sourceLength + 1) }), status: 400, code: 'invalid-request', field: 'source' },
  'a workflow that is no text': { path: '/v1/workflows/check', body: '{"source": 5}', status: 400, code: 'invalid-request', field: 'source' },
  'a picture of a kind that there is not': { path: '/v1/workflows/graph?format=png', body: '{"source": "A"}', status: 400, code: 'invalid-request', field: 'format' },
  'a picture that flows where there is no way': { path: '/v1/workflows/graph?orientation=up', body: '{"source": "A"}', status: 400, code: 'invalid-request', field: 'orientation' },
  'a run with a number that would lose digits': { path: '/v1/workflow-runs', body: '{"source": "A", "input": {"ids": [1, 9007199254740993]}}', status: 422, code: 'number-inexact', field: 'input.ids[1]' },
  'a run that is found by a number that would lose digits': { path: '/v1/workflow-runs', body: '{"source": "A", "metadata": {"id": 9007199254740993}}', status: 422, code: 'number-inexact', field: 'metadata.id' },
  'a run with an input that is nested too deeply': { path: '/v1/workflow-runs', body: `{"source": "A", "input": ${'['.repeat(70)}${']'.repeat(70)}}`, status: 400, code: 'body-not-json' },
  'a graph with a number that would lose digits': { method: 'PUT', path: '/v1/workflows/w', body: '{"graph": {"parameters": {"id": 9007199254740993}}}', status: 422, code: 'number-inexact', field: 'graph.parameters.id' },
  'a rule with a number that would lose digits': { path: '/v1/workflow-rules', body: '{"name": "r", "workflow": "w", "on": {"key": "k"}, "state": 9007199254740993}', status: 422, code: 'number-inexact', field: 'state' },
  'the end of a task with a number that would lose digits': { path: '/v1/tasks/r/1/end', body: '{"output": {"id": 9007199254740993}}', status: 422, code: 'number-inexact', field: 'output.id' },
  'an event for a run with a number that would lose digits': { path: '/v1/event/send_event/r', body: '{"event_key": "k", "event_payload": 9007199254740993}', status: 422, code: 'number-inexact', field: 'event_payload' },
  'a workflow with a key that may only fire': { path: '/v1/workflows/check', body: '{"source": "A"}', as: 'ingest', status: 403, code: 'forbidden' },

  'a firing of an unknown hook': { path: '/v1/hooks/no.such/firings', body: '{}', status: 404, code: 'hook-not-found', field: 'hook' },
  'a firing of a hook with an impossible name': { path: '/v1/hooks/no%20such/firings', body: '{}', status: 400, code: 'invalid-request', field: 'hook' },
  'a firing without a body': { path: fire, status: 400, code: 'payload-not-json', field: 'payload' },
  'a firing without a content type': { path: fire, body: '{}', headers: { 'content-type': '' }, status: 415, code: 'unsupported-media-type', field: 'content-type' },
  'a firing sent as a form': { path: fire, body: '{}', headers: { 'content-type': 'application/x-www-form-urlencoded' }, status: 415, code: 'unsupported-media-type', field: 'content-type' },
  'a payload that is cut off': { path: fire, body: '{"a":', status: 400, code: 'payload-not-json', field: 'payload' },
  'a payload with a trailing comma': { path: fire, body: '{"a":1,}', status: 400, code: 'payload-not-json', field: 'payload' },
  'a payload with NaN': { path: fire, body: '{"a":NaN}', status: 400, code: 'payload-not-json', field: 'payload' },
  'a payload in single quotes': { path: fire, body: "{'a':1}", status: 400, code: 'payload-not-json', field: 'payload' },
  'two payloads': { path: fire, body: '{}{}', status: 400, code: 'payload-not-json', field: 'payload' },
  'a payload that is not UTF-8': { path: fire, body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), status: 400, code: 'payload-not-json', field: 'payload', notDeployed: 'API Gateway hands JSON on as text, so that it is UTF-8 by then.' },
  'a payload with a byte order mark': { path: fire, body: '\uFEFF{}', status: 400, code: 'payload-not-json', field: 'payload' },
  'a payload that is a list': { path: fire, body: '[1]', status: 422, code: 'payload-not-object', field: 'payload' },
  'a payload that is a string': { path: fire, body: '"a"', status: 422, code: 'payload-not-object', field: 'payload' },
  'a payload that is null': { path: fire, body: 'null', status: 422, code: 'payload-not-object', field: 'payload' },
  'a payload that is a number': { path: fire, body: '1591844350000000000', status: 422, code: 'payload-not-object', field: 'payload' },
  'a payload nested one level too deep': { path: fire, body: nested(limits.payloadDepth + 1), status: 422, code: 'payload-too-deep', field: 'payload' },
  'a payload nested a hundred thousand levels deep': { path: fire, body: nested(100_000), status: 422, code: 'payload-too-deep', field: 'payload' },
  'a payload one byte too large': { path: fire, body: `{"a":"${'x'.repeat(limits.payloadBytes - 7)}"}`, status: 413, code: 'payload-too-large', field: 'payload' },
  'one tag too many on a firing': { path: `${fire}?${tags(limits.tags + 1)}`, body: '{}', status: 400, code: 'invalid-request', field: 'tag' },
  'an empty tag on a firing': { path: `${fire}?tag=`, body: '{}', status: 400, code: 'invalid-request', field: 'tag[0]' },
  'a tag one character too long on a firing': { path: `${fire}?tag=${'x'.repeat(limits.tagLength + 1)}`, body: '{}', status: 400, code: 'invalid-request', field: 'tag[0]' },
  'a tag with a line break on a firing': { path: `${fire}?tag=a%0Ab`, body: '{}', status: 400, code: 'invalid-request', field: 'tag[0]' },
  'allHandlers that is neither true nor false': { path: `${fire}?allHandlers=yes`, body: '{}', status: 400, code: 'invalid-request', field: 'allHandlers' },
  'a misspelt option on a firing': { path: `${fire}?tags=a`, body: '{}', status: 400, code: 'invalid-request', field: 'tags' },
  'an idempotency key one character too long': { path: fire, body: '{}', headers: { 'idempotency-key': 'k'.repeat(limits.idempotencyKeyLength + 1) }, status: 400, code: 'invalid-request', field: 'idempotency-key' },
  'an idempotency key beyond ASCII': { path: fire, body: '{}', headers: { 'idempotency-key': 'k\u00e9' }, status: 400, code: 'invalid-request', field: 'idempotency-key', notDeployed: 'Hono\'s adapter for Lambda percent-encodes such headers. The key stays apart from others.' },
  'a payload that lacks a field of the schema': { path: '/v1/hooks/ctingress.on_complete/firings', body: '{"DataSets":[]}', status: 422, code: 'payload-invalid', field: 'payload.File' },
  'a payload with a field of another type than the schema says': { path: '/v1/hooks/ctingress.on_complete/firings', body: JSON.stringify({ ...upload, DataSets: [{ ...dataSet, Success: 'yes' }] }), status: 422, code: 'payload-invalid', field: 'payload.DataSets[0].Success' },
  'a firing by a viewer': { path: fire, body: '{}', as: 'viewer', status: 403, code: 'forbidden' },

  'a body that is no JSON': { path: '/v1/handlers', body: 'name=h', status: 400, code: 'body-not-json' },
  'a body that is a list': { path: '/v1/handlers', body: '[]', status: 400, code: 'invalid-request' },
  'a body that is too large': { path: '/v1/hooks', body: JSON.stringify({ name: 'x', description: 'x'.repeat(300_000) }), status: 413, code: 'body-too-large' },
  'a registration without a name': { ...register({ name: undefined }), status: 400, code: 'invalid-request', field: 'name' },
  'a registration with an empty name': { ...register({ name: '' }), status: 400, code: 'invalid-request', field: 'name' },
  'a registration with a blank name': { ...register({ name: '  ' }), status: 400, code: 'invalid-request', field: 'name' },
  'a name one character too long': { ...register({ name: 'x'.repeat(limits.nameLength + 1) }), status: 400, code: 'invalid-request', field: 'name' },
  'a name with a line break': { ...register({ name: 'a\r\nBcc: b@example.com' }), status: 400, code: 'invalid-request', field: 'name' },
  'a name that is a number': { ...register({ name: 7 }), status: 400, code: 'invalid-request', field: 'name' },
  'a registration for an unknown hook': { ...register({ hook: 'no.such' }), status: 404, code: 'hook-not-found', field: 'hook' },
  'a registration without a success address': { ...register({ notifyOnSuccess: undefined }), status: 400, code: 'invalid-request', field: 'notifyOnSuccess' },
  'an address without a domain': { ...register({ notifyOnSuccess: 'success' }), status: 400, code: 'invalid-request', field: 'notifyOnSuccess' },
  'two addresses in one': { ...register({ notifyOnFailure: 'a@example.com,b@example.com' }), status: 400, code: 'invalid-request', field: 'notifyOnFailure' },
  'an address with a line feed': { ...register({ notifyOnFailure: 'a@example.com\nBcc: b@example.com' }), status: 400, code: 'invalid-request', field: 'notifyOnFailure' },
  'an address with a display name': { ...register({ notifyOnFailure: 'A <a@example.com>' }), status: 400, code: 'invalid-request', field: 'notifyOnFailure' },
  'an address that is too long': { ...register({ notifyOnFailure: `${'a'.repeat(250)}@example.com` }), status: 400, code: 'invalid-request', field: 'notifyOnFailure' },
  'tags that are no list': { ...register({ tags: 'red' }), status: 400, code: 'invalid-request', field: 'tags' },
  'one tag too many': { ...register({ tags: Array.from({ length: limits.tags + 1 }, (_, index) => `t${index}`) }), status: 400, code: 'invalid-request', field: 'tags' },
  'an empty tag': { ...register({ tags: ['red', ''] }), status: 400, code: 'invalid-request', field: 'tags[1]' },
  'a tag one character too long': { ...register({ tags: ['x'.repeat(limits.tagLength + 1)] }), status: 400, code: 'invalid-request', field: 'tags[0]' },
  'a tag with half a character': { path: '/v1/handlers', body: JSON.stringify({ ...registration, tags: ['\ud83d'] }), status: 400, code: 'invalid-request', field: 'tags[0]' },
  'a tag that is null': { ...register({ tags: [null] }), status: 400, code: 'invalid-request', field: 'tags[0]' },
  'a time limit of nothing': { ...register({ executor: { timeoutSeconds: 0 } }), status: 400, code: 'invalid-request', field: 'executor.timeoutSeconds' },
  'a time limit one second too long': { ...register({ executor: { timeoutSeconds: limits.timeoutSeconds.max + 1 } }), status: 400, code: 'invalid-request', field: 'executor.timeoutSeconds' },
  'a time limit where it is not': { ...register({ timeoutSeconds: 5 }), status: 400, code: 'invalid-request', field: 'timeoutSeconds' },
  'an executor with a field of its own': { ...register({ executor: { workers: 2 } }), status: 400, code: 'invalid-request', field: 'executor.workers' },
  'no attempt at all': { ...register({ retry: { maxAttempts: 0 } }), status: 400, code: 'invalid-request', field: 'retry.maxAttempts' },
  'an evaluation without items': { ...register({ evaluation: 'FAILURE_FOR_PARTIAL_ERROR' }), status: 400, code: 'invalid-request', field: 'evaluation' },
  'a filter that does not compile': { ...register({ filter: 'amount >' }), status: 422, code: 'expression-refused', field: 'filter' },
  'a filter with a regular expression': { ...register({ filter: '$contains(File, /(a+)+b/)' }), status: 422, code: 'expression-refused', field: 'filter' },
  'items chosen by a variable that there is not': { ...register({ each: '$event.hook' }), status: 422, code: 'expression-refused', field: 'each' },
  'a concurrency key that asks the clock': { ...register({ concurrencyKey: '$now()' }), status: 422, code: 'expression-refused', field: 'concurrencyKey' },
  'a filter one character too long': { ...register({ filter: 'x'.repeat(limits.expressionLength + 1) }), status: 400, code: 'invalid-request', field: 'filter' },
  'a time limit that is no whole number': { ...register({ executor: { timeoutSeconds: 1.5 } }), status: 400, code: 'invalid-request', field: 'executor.timeoutSeconds' },
  'an option that does not exist': { ...register({ retries: 3 }), status: 400, code: 'invalid-request', field: 'retries' },
  'a SHA-256 in capitals': { ...register({ codeSha256: 'A'.repeat(64) }), status: 400, code: 'invalid-request', field: 'codeSha256' },
  'a bundle that was not uploaded': { ...register({}), status: 422, code: 'code-not-found', field: 'codeSha256' },
  'a registration of neither code nor a workflow': { ...register({ codeSha256: undefined }), status: 400, code: 'invalid-request', field: 'codeSha256' },
  'a registration of code and a workflow': { ...register({ workflow: 'ingest' }), status: 400, code: 'invalid-request', field: 'workflow' },
  'a workflow with an export': { ...register({ codeSha256: undefined, workflow: 'ingest', exportName: 'main' }), status: 400, code: 'invalid-request', field: 'exportName' },
  'a workflow with a time limit for code': { ...register({ codeSha256: undefined, workflow: 'ingest', executor: { timeoutSeconds: 5 } }), status: 400, code: 'invalid-request', field: 'executor.timeoutSeconds' },
  'a workflow of a name that none can have': { ...register({ codeSha256: undefined, workflow: 'a b' }), status: 400, code: 'invalid-request', field: 'workflow' },
  'a workflow without a name': { ...register({ codeSha256: undefined, workflow: '' }), status: 400, code: 'invalid-request', field: 'workflow' },
  'an export that is no identifier': { ...register({ exportName: 'a b' }), status: 400, code: 'invalid-request', field: 'exportName' },
  'a tenant of the caller\u2019s choice': { ...register({ tenantId: 'somebody' }), status: 400, code: 'invalid-request', field: 'tenantId' },
  'a registration by an ingest key': { ...register({}), as: 'ingest', status: 403, code: 'forbidden' },
  'a registration by a viewer': { ...register({}), as: 'viewer', status: 403, code: 'forbidden' },

  'an announced bundle one byte too large': { path: '/v1/code', body: JSON.stringify({ sha256: sha, sizeBytes: limits.bundleBytes + 1 }), status: 400, code: 'invalid-request', field: 'sizeBytes' },
  'an announced empty bundle': { path: '/v1/code', body: JSON.stringify({ sha256: sha, sizeBytes: 0 }), status: 400, code: 'invalid-request', field: 'sizeBytes' },
  'a bundle with another SHA-256 than its address': { method: 'PUT', path: `/v1/code/${sha}`, body: 'export default 1', status: 422, code: 'code-mismatch', field: 'sha256' },
  'a bundle at an impossible address': { method: 'PUT', path: '/v1/code/..%2F..%2Fetc', body: 'x', status: 400, code: 'invalid-request', field: 'sha256', notDeployed: 'Bundles go to S3.' },
  'a bundle one byte too large': { method: 'PUT', path: `/v1/code/${sha}`, body: new Uint8Array(limits.bundleBytes + 1), status: 413, code: 'code-too-large' },

  'a list with a misspelt filter': { method: 'GET', path: '/v1/handlers?hok=a', status: 400, code: 'invalid-request', field: 'hok' },
  'a list of nothing': { method: 'GET', path: '/v1/handlers?limit=0', status: 400, code: 'invalid-request', field: 'limit' },
  'a list of everything': { method: 'GET', path: '/v1/handlers?limit=100000', status: 400, code: 'invalid-request', field: 'limit' },
  'a list after something that is no id': { method: 'GET', path: '/v1/handlers?afterId=x', status: 400, code: 'invalid-request', field: 'afterId' },
  'a handler by name instead of id': { method: 'DELETE', path: '/v1/handlers/recording-report', status: 400, code: 'invalid-request', field: 'id' },
  'a handler with id zero': { method: 'DELETE', path: '/v1/handlers/0', status: 400, code: 'invalid-request', field: 'id' },
  'a handler that is not there': { method: 'DELETE', path: '/v1/handlers/999999', status: 404, code: 'handler-not-found', field: 'id' },
  'removal by an ingest key': { method: 'DELETE', path: '/v1/handlers/1', as: 'ingest', status: 403, code: 'forbidden' },

  'an event without a key': { ...send({ key: undefined }), status: 400, code: 'invalid-request', field: 'key' },
  'an event with any key': { ...send({ key: '*' }), status: 400, code: 'invalid-request', field: 'key' },
  'an event with a key one character too long': { ...send({ key: 'x'.repeat(limits.eventNameLength + 1) }), status: 400, code: 'invalid-request', field: 'key' },
  'an event with a line break in its key': { ...send({ key: 'a\nb' }), status: 400, code: 'invalid-request', field: 'key' },
  'an event without a value': { ...send({ value: undefined }), status: 400, code: 'invalid-request', field: 'value' },
  'an event with a field that there is not': { ...send({ offset: 5 }), status: 400, code: 'invalid-request', field: 'offset' },
  'an event with an empty namespace': { ...send({ namespace: '' }), status: 400, code: 'invalid-request', field: 'namespace' },
  'an event with a context one character too long': { ...send({ context: 'x'.repeat(limits.eventContextLength + 1) }), status: 400, code: 'invalid-request', field: 'context' },
  'an event that is cut off': { path: '/v1/events', body: '{"key":"k","value":', status: 400, code: 'body-not-json' },
  'an event with a value one byte too large': { ...send({ value: 'x'.repeat(limits.eventValueBytes - 1) }), status: 413, code: 'event-value-too-large', field: 'value' },
  'an event with a value nested one level too deep': { path: '/v1/events', body: `{"key":"k","value":${nested(limits.eventValueDepth + 1)}}`, status: 422, code: 'event-value-too-deep', field: 'value' },
  'an event with a value nested a hundred thousand levels deep': { path: '/v1/events', body: `{"key":"k","value":${nested(100_000)}}`, status: 422, code: 'event-value-too-deep', field: 'value' },
  'an event in the name of the platform': { ...send({ namespace: 'hookline/admin' }), status: 403, code: 'namespace-forbidden', field: 'namespace' },
  'an event by a viewer': { ...send({}), as: 'viewer', status: 403, code: 'namespace-forbidden', field: 'namespace' },
  'an event to a new namespace by an ingest key': { ...send({ namespace: 'new' }), as: 'ingest', status: 403, code: 'namespace-forbidden', field: 'namespace' },
  'an event of a producer that was never opened': { ...send({ producer: { clientId: 'nobody', sequence: 1 } }), status: 404, code: 'producer-not-found', field: 'producer.clientId' },
  'an event with the number zero': { ...send({ producer: { clientId: 'p', sequence: 0 } }), status: 400, code: 'invalid-request', field: 'producer.sequence' },
  'no events at once': { path: '/v1/events/batch', body: '{"events":[]}', status: 400, code: 'invalid-request', field: 'events' },
  'one event too many at once': { path: '/v1/events/batch', body: JSON.stringify({ events: Array(limits.eventBatch.events + 1).fill({ key: 'k', value: 1 }) }), status: 400, code: 'invalid-request', field: 'events' },
  'events of which one is not valid': { path: '/v1/events/batch', body: '{"events":[{"key":"k","value":1},{"key":"k"}]}', status: 422, code: 'events-invalid', field: 'events[1].value' },
  'events that are too large together': { path: '/v1/events/batch', body: JSON.stringify({ events: Array(9).fill({ key: 'k', value: 'x'.repeat(250_000) }) }), status: 413, code: 'body-too-large' },
  'a list of events after what is no offset': { method: 'GET', path: '/v1/events?afterOffset=-1', status: 400, code: 'invalid-request', field: 'afterOffset' },
  'a list of events from no time': { method: 'GET', path: '/v1/events?startTime=yesterday', status: 400, code: 'invalid-request', field: 'startTime' },
  'a list of events with a misspelt filter': { method: 'GET', path: '/v1/events?keys=a', status: 400, code: 'invalid-request', field: 'keys' },
  'a list of events of another one\u2019s namespace': { method: 'GET', path: '/v1/events?namespace=hookline%2Fadmin', as: 'developer', status: 403, code: 'namespace-forbidden', field: 'namespace' },
  'a count of too many keys': { method: 'GET', path: `/v1/events/count?${Array.from({ length: limits.eventKeys + 1 }, (_, n) => `key=${n}`).join('&')}`, status: 400, code: 'invalid-request', field: 'key' },
  'listening for longer than may be': { method: 'GET', path: '/v1/events/listen?waitSeconds=26', status: 400, code: 'invalid-request', field: 'waitSeconds' },
  'a producer with an impossible name': { path: '/v1/producers', body: '{"clientId":".."}', status: 400, code: 'invalid-request', field: 'clientId' },
  'a producer that is not open': { method: 'DELETE', path: '/v1/producers/nobody', status: 404, code: 'producer-not-open', field: 'clientId' },
  'a producer of a viewer': { path: '/v1/producers', body: '{}', as: 'viewer', status: 403, code: 'sending-forbidden' },
  'a namespace of the platform': { path: '/v1/namespaces', body: '{"name":"hookline/x"}', status: 422, code: 'namespace-reserved', field: 'name' },
  'a namespace for a role that there is not': { path: '/v1/namespaces', body: '{"name":"n","readers":["boss"]}', status: 400, code: 'invalid-request', field: 'readers[0]' },
  'a namespace that keeps nothing': { path: '/v1/namespaces', body: '{"name":"n","retentionDays":0}', status: 400, code: 'invalid-request', field: 'retentionDays' },
  'everybody\u2019s namespace for oneself': { path: '/v1/namespaces', body: '{"name":"default"}', as: 'developer', status: 409, code: 'namespace-taken', field: 'name' },
  'a subscription with an impossible name': { path: '/v1/subscriptions/a%20b/next', body: '{}', status: 400, code: 'invalid-request', field: 'name' },
  'a subscription that is not there': { method: 'DELETE', path: '/v1/subscriptions/nothing', status: 404, code: 'subscription-not-found', field: 'name' },
  'a batch of a subscription that is not there': { path: '/v1/subscriptions/nothing/leases/x/commit', body: '{}', status: 404, code: 'subscription-not-found', field: 'name' },
  'a hook that is bound to what is no event': { path: '/v1/hooks', body: '{"name":"bound","onEvent":{"keys":["a"]}}', status: 400, code: 'invalid-request', field: 'onEvent.keys' },

  'a hook with a space in its name': { path: '/v1/hooks', body: JSON.stringify({ name: 'a b' }), status: 400, code: 'invalid-request', field: 'name' },
  'a hook whose name is one character too long': { path: '/v1/hooks', body: JSON.stringify({ name: 'x'.repeat(limits.nameLength + 1) }), status: 400, code: 'invalid-request', field: 'name' },
  'a hook with a schema that is none': { path: '/v1/hooks', body: JSON.stringify({ name: 'x', payloadSchema: { type: 'objekt' } }), status: 422, code: 'payload-schema-invalid', field: 'payloadSchema' },
  'a hook with a schema that is too large': { path: '/v1/hooks', body: JSON.stringify({ name: 'x', payloadSchema: { description: 'x'.repeat(limits.schemaBytes) } }), status: 413, code: 'payload-schema-too-large', field: 'payloadSchema' },
  'a hook added by a developer': { path: '/v1/hooks', body: JSON.stringify({ name: 'x' }), as: 'developer', status: 403, code: 'forbidden' },
  'removal of a hook that is not there': { method: 'DELETE', path: '/v1/hooks/no.such', status: 404, code: 'hook-not-found', field: 'hook' },

  'a firing that is not there': { method: 'GET', path: `/v1/firings/${'a'.repeat(22)}`, status: 404, code: 'firing-not-found', field: 'id' },
  'a firing read by an ingest key': { method: 'GET', path: `/v1/firings/${'a'.repeat(22)}`, as: 'ingest', status: 403, code: 'forbidden' },
  'a wait that is too long': { method: 'GET', path: `/v1/firings/x?waitSeconds=${limits.waitSeconds + 1}`, status: 400, code: 'invalid-request', field: 'waitSeconds' },
  'a wait of minus one second': { method: 'GET', path: '/v1/firings/x?waitSeconds=-1', status: 400, code: 'invalid-request', field: 'waitSeconds' },

  'a user whose name is taken': { path: '/v1/users', body: JSON.stringify({ name: 'admin' }), status: 409, code: 'user-name-taken', field: 'name' },
  'a user with a role that does not exist': { path: '/v1/users', body: JSON.stringify({ name: 'x', role: 'root' }), status: 400, code: 'invalid-request', field: 'role' },
  'a user added by a developer': { path: '/v1/users', body: JSON.stringify({ name: 'x' }), as: 'developer', status: 403, code: 'forbidden' },
  'users listed by a developer': { method: 'GET', path: '/v1/users', as: 'developer', status: 403, code: 'forbidden' },
  'a key of somebody who is not there': { path: '/v1/keys', body: JSON.stringify({ user: 'ghost' }), status: 404, code: 'user-not-found', field: 'user' },
  'a key of somebody else, wanted by a developer': { path: '/v1/keys', body: JSON.stringify({ user: 'admin' }), as: 'developer', status: 403, code: 'forbidden' },
  'rotation of a key that is not there': { path: '/v1/keys/nothing/rotations', body: '{}', status: 404, code: 'key-not-found', field: 'id' },
  'a negative overlap': { path: '/v1/keys/x/rotations', body: '{"overlapSeconds":-1}', status: 400, code: 'invalid-request', field: 'overlapSeconds' },
  'an overlap of years': { path: '/v1/keys/x/rotations', body: `{"overlapSeconds":${limits.rotationOverlapSeconds.max + 1}}`, status: 400, code: 'invalid-request', field: 'overlapSeconds' },
  'revocation of a key that is not there': { method: 'DELETE', path: '/v1/keys/nothing', status: 404, code: 'key-not-found', field: 'id' },
  'an e-mail that is not there': { method: 'GET', path: '/v1/mails/nothing', status: 404, code: 'mail-not-found', field: 'id' },
  'e-mails in a state that does not exist': { method: 'GET', path: '/v1/mails?state=lost', status: 400, code: 'invalid-request', field: 'state' },
};

describe('A bad request is answered with a problem document that names the field, and changes nothing', () => {
  let host: Host;
  const keys: Record<string, string | undefined> = {};

  const call = (
    method: string,
    path: string,
    key: string | undefined,
    body?: string | Uint8Array,
    headers = {},
  ) =>
    fetch(`${host.url}${path}`, {
      method,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(method === 'POST' && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body ?? null,
    });

  /** Everything that a bad request could have changed. */
  const state = async () =>
    JSON.stringify(
      await Promise.all(
        [
          '/v1/hooks',
          '/v1/handlers',
          '/v1/users',
          '/v1/keys',
          '/v1/mails',
          '/v1/events/offset',
          '/v1/namespaces',
          '/v1/subscriptions',
        ].map(async (path) => (await call('GET', path, keys.admin)).json()),
      ),
    );
  let before = '';

  beforeAll(async () => {
    host = await openHost();
    keys.admin = host.adminKey;
    await call('POST', '/v1/hooks', keys.admin, '{"name":"lab.done"}');
    for (const role of ['developer', 'ingest', 'viewer']) {
      await call('POST', '/v1/users', keys.admin, JSON.stringify({ name: role, role }));
      const answer = await call('POST', '/v1/keys', keys.admin, JSON.stringify({ user: role }));
      keys[role] = ((await answer.json()) as { apiKey: string }).apiKey;
    }
    before = await state();
  });
  afterAll(() => host?.stop());

  test.for(Object.entries(table))(
    '%s',
    async ([, { method = 'POST', as = 'admin', ...request }], { skip }) => {
      if (request.notDeployed !== undefined) skip(cannotRunDeployed(request.notDeployed));
      const answer = await call(method, request.path, keys[as], request.body, request.headers);
      const problem = (await answer.json()) as Record<string, unknown>;
      expect({ status: answer.status, code: problem.code, field: problem.field }).toEqual({
        status: request.status,
        code: request.code,
        field: request.field,
      });
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(problem).toMatchObject({
        type: `urn:hookline:problem:${request.code}`,
        status: request.status,
        title: expect.stringMatching(/\w/),
        detail: expect.stringMatching(/\w.{18,}/),
      });
    },
  );

  test('a payload one byte too large that is sent without saying how large it is', async () => {
    const half = new TextEncoder().encode('x'.repeat(limits.payloadBytes / 2));
    const body = new ReadableStream({
      start(stream) {
        for (const part of [half, half, half.subarray(0, 1)]) stream.enqueue(part);
        stream.close();
      },
    });
    const init = {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/json' },
    };
    const answer = await fetch(`${host.url}${fire}`, { ...init, body, duplex: 'half' } as RequestInit);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'payload-too-large' });
  });

  test('and afterwards everything is as it was', async () => {
    expect(Object.keys(table).length).toBeGreaterThanOrEqual(60);
    expect(await state()).toBe(before);
  });

  test('exactly at the limit, the same requests are taken', async () => {
    const accepted = async (path: string, body: string, headers = {}) =>
      (await call('POST', path, keys.admin, body, headers)).status;
    expect(await accepted(fire, nested(limits.payloadDepth))).toBe(202);
    expect(await accepted(fire, `{"a":"${'x'.repeat(limits.payloadBytes - 8)}"}`)).toBe(202);
    expect(await accepted(`${fire}?${tags(limits.tags)}`, '{}')).toBe(202);
    expect(await accepted(`${fire}?tag=${'x'.repeat(limits.tagLength)}`, '{}')).toBe(202);
    expect(await accepted(fire, '{}', { 'idempotency-key': 'k'.repeat(limits.idempotencyKeyLength) })).toBe(
      202,
    );
    expect(await accepted('/v1/hooks', JSON.stringify({ name: 'x'.repeat(limits.nameLength) }))).toBe(201);
    const value = 'x'.repeat(limits.eventValueBytes - 2);
    const key = 'k'.repeat(limits.eventNameLength);
    const context = 'x'.repeat(limits.eventContextLength);
    expect(await accepted('/v1/events', JSON.stringify({ key, value, context }))).toBe(201);
    expect(await accepted('/v1/events', `{"key":"k","value":${nested(limits.eventValueDepth)}}`)).toBe(201);
    const events = Array(limits.eventBatch.events).fill({ key: 'k', value: 1 });
    expect(await accepted('/v1/events/batch', JSON.stringify({ events }))).toBe(201);

    const bundle = new Uint8Array(limits.bundleBytes).fill(0x20);
    const codeSha256 = createHash('sha256').update(bundle).digest('hex');
    expect((await call('PUT', `/v1/code/${codeSha256}`, keys.admin, bundle)).status).toBe(204);
    const longest = {
      name: 'x'.repeat(limits.nameLength),
      tags: Array.from({ length: limits.tags }, (_, index) => String(index).padEnd(limits.tagLength, 'x')),
      notifyOnFailure: `${'a'.repeat(limits.addressLength - 12)}@example.com`,
      executor: { timeoutSeconds: limits.timeoutSeconds.max },
      codeSha256,
    };
    expect(await accepted('/v1/handlers', register(longest).body as string)).toBe(201);
  });
});
