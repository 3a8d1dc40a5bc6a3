import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import { listen } from './listen.ts';

/** One call of AWS as it went over the wire. */
export interface WireCall {
  /** `dynamodb:PutItem`, `sqs:SendMessage`, `s3:GET`. */
  readonly name: string;
  readonly requestBytes: number;
  /** What DynamoDB says that it consumed: write units of writes, read units of reads. */
  readonly units: number;
}

/** Passes on what clients say to `target`, and tells `onCall` of each call. */
export async function startCountingProxy(
  target: string,
  onCall: (call: WireCall) => void,
): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const name = nameOf(request);
    const body = await bytesOf(request);
    // The answer of a failed condition has no capacity; none is expected where calls are counted.
    const sent = name.startsWith('dynamodb:') ? askForCapacity(body) : body;
    const forwarded = send(new URL(request.url ?? '/', target), {
      method: request.method,
      headers: { ...request.headers, 'content-length': String(sent.byteLength) },
    });
    forwarded.end(sent);
    const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
    const answered = await bytesOf(answer);
    onCall({
      name,
      requestBytes: body.byteLength,
      units: name.startsWith('dynamodb:') ? capacityOf(answered) : 0,
    });
    response.writeHead(answer.statusCode ?? 502, answer.headers).end(answered);
  });
  return listen(server);
}

/** The JSON protocols name service and call in a header; S3 is the method. */
function nameOf(request: IncomingMessage): string {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') return `s3:${request.method}`;
  const [service, call] = target.split('.');
  return `${service?.startsWith('DynamoDB') ? 'dynamodb' : 'sqs'}:${call}`;
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>));
}

function askForCapacity(body: Buffer): Buffer {
  const parsed: object = JSON.parse(body.toString());
  return Buffer.from(JSON.stringify({ ...parsed, ReturnConsumedCapacity: 'TOTAL' }));
}

interface Capacity {
  readonly CapacityUnits: number;
}

/** Of one table, or of several in a batch. */
function capacityOf(answer: Buffer): number {
  const { ConsumedCapacity } = JSON.parse(answer.toString()) as { ConsumedCapacity?: Capacity | Capacity[] };
  if (ConsumedCapacity === undefined) return 0;
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}
