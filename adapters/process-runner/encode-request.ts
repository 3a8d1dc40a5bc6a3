import type { RunRequest } from '../../core/ports/runner.ts';
import { REQUEST_HEADER_BYTES, type RunHead, requestKinds, type WorkerName } from './protocol.ts';

/** The request that brings a bundle into a process, as pieces to be written one after the other. */
export function encodeLoad(sha256: string, bundle: Uint8Array): Uint8Array[] {
  return [encodeHead(requestKinds.load, { sha256 }, bundle.byteLength), bundle];
}

/** The request to run a handler, as pieces to be written one after the other. The payload is not copied. */
export function encodeRun(request: RunRequest, worker: WorkerName): Uint8Array[] {
  const { runId: id, attempt, firingId, hook, tags } = request;
  const head: RunHead = {
    sha256: request.code.sha256,
    exportName: request.code.exportName,
    run: { id, attempt, firingId, hook, tags },
    ...(request.item && { item: request.item }),
    ...(request.workflow && { workflow: request.workflow }),
    worker,
    ...(request.retry && { retry: request.retry }),
    hookline: { endpoint: request.connection.endpoint, apiKey: request.connection.apiKey },
  };
  const run = [encodeHead(requestKinds.run, head, request.payload.byteLength), request.payload];
  const { firingPayload } = request;
  if (firingPayload === undefined) return run;
  return [encodeHead(requestKinds.firingPayload, {}, firingPayload.byteLength), firingPayload, ...run];
}

function encodeHead(kind: number, head: object, bodyBytes: number): Uint8Array {
  const json = JSON.stringify(head);
  const headBytes = Buffer.byteLength(json);
  const frame = Buffer.allocUnsafe(REQUEST_HEADER_BYTES + headBytes);
  frame[0] = kind;
  frame.writeUInt32LE(headBytes, 1);
  frame.writeUInt32LE(bodyBytes, 5);
  frame.write(json, REQUEST_HEADER_BYTES);
  return frame;
}
