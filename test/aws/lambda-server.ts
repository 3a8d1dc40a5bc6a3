import { createServer } from 'node:http';
import { listen } from './listen.ts';

/** What a function does with an event; an error becomes Lambda's description of an unhandled one. */
export type LambdaFunction = (event: unknown, call: { tenantId: string | undefined }) => Promise<unknown>;

/**
 * A server that speaks AWS Lambda's Invoke, and nothing else of it (AWS Lambda API reference, "Invoke"): a synchronous
 * call of one function by its name.
 */
export async function startLambdaServer(
  functions: Readonly<Record<string, LambdaFunction>>,
): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1];
    const called = name === undefined ? undefined : functions[decodeURIComponent(name)];
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
    if (called === undefined) {
      response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}');
      return;
    }
    const tenantId = request.headers['x-amz-tenant-id'];
    try {
      const event: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const result = await called(event, { tenantId: typeof tenantId === 'string' ? tenantId : undefined });
      response.writeHead(200).end(JSON.stringify(result ?? null));
    } catch (error) {
      if (error instanceof Refusal) {
        response.writeHead(error.status, { 'x-amzn-errortype': error.code }).end('{}');
        return;
      }
      const { name: errorType, message: errorMessage } = error as Error;
      response
        .writeHead(200, { 'x-amz-function-error': 'Unhandled' })
        .end(JSON.stringify({ errorType, errorMessage }));
    }
  });
  return listen(server);
}

/** Thrown by a function of a test: Lambda itself refuses the call, as when it throttles. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}
