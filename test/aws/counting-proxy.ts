import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import { listen } from './listen.ts';
import type { openTableStreams } from './table-streams.ts';

/** One call of AWS as it went over the wire. */
export interface WireCall {
  /** `dynamodb:PutItem`, `sqs:SendMessage`, `s3:GET`. */
  readonly name: string;
  readonly requestBytes: number;
  /** What DynamoDB says that it consumed: write units of writes, read units of reads. */
  readonly units: number;
}

/** What makes streams of what is written: see `table-streams.ts`. */
export type WriteWatch = Pick<ReturnType<typeof openTableStreams>, 'prepare' | 'written'>;

/** Passes on what clients say to `target`, and tells `onCall` of each call; and `watch` of each write of DynamoDB. */
export async function startCountingProxy(
  target: string,
  onCall: (call: WireCall) => void,
  watch?: WriteWatch,
): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const name = nameOf(request);
    const body = await bytesOf(request);
    // The answer of a failed condition has no capacity; none is expected where calls are counted.
    const call = /^dynamodb:(.*)$/.exec(name)?.[1];
    const asked = call === undefined ? undefined : (JSON.parse(body.toString()) as Record<string, unknown>);
    const prepared = asked && (watch?.prepare(call!, asked) ?? asked);
    const sent =
      prepared === undefined
        ? body
        : Buffer.from(JSON.stringify({ ...prepared, ReturnConsumedCapacity: 'TOTAL' }));
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
      units: asked === undefined ? 0 : Math.max(leastUnits(call!, asked), capacityOf(answered)),
    });
    if (asked !== undefined && answer.statusCode === 200) {
      watch?.written(call!, asked, JSON.parse(answered.toString()));
    }
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

interface Capacity {
  readonly CapacityUnits: number;
}

/** What a read that finds nothing takes; the local implementation says nothing. */
function leastUnits(call: string, { ConsistentRead }: Record<string, unknown>): number {
  if (call !== 'Query' && call !== 'GetItem') return 0;
  return ConsistentRead === true ? 1 : 0.5;
}

/** Of one table, or of several in a batch. */
function capacityOf(answer: Buffer): number {
  const { ConsumedCapacity } = JSON.parse(answer.toString()) as { ConsumedCapacity?: Capacity | Capacity[] };
  if (ConsumedCapacity === undefined) return 0;
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}
