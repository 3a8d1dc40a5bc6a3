import { Readable } from 'node:stream';

/**
 * How a call fails: the connection breaks before the request is sent, or when AWS has carried it out and answers; or AWS
 * refuses it, being asked too often.
 */
export type FaultMode = 'before' | 'after' | 'throttled';

/** One of the calls of a path, counted from 1 among those of its name. */
export interface Call {
  readonly name: string;
  readonly occurrence: number;
}

/** Of these it is the same whether they fail before or after they were carried out. */
export const isRead = ({ name }: Call): boolean => /:(Get|BatchGet|Query|GET)/.test(name);

/**
 * The first and the last of each name: of calls that leave everything as if they had not failed, since they had no effect and the
 * SDK repeats them. Whether it does depends on the client and the kind of call, and not on the place.
 */
export const firstAndLast = (calls: readonly Call[]): Call[] =>
  calls.filter(
    ({ name, occurrence }) =>
      occurrence === 1 || !calls.some((other) => other.name === name && other.occurrence > occurrence),
  );

/** The call fails, and so does its repetition by the SDK, `times` times in all; three are all that the SDK tries. */
export interface Fault extends Call {
  readonly mode: FaultMode;
  readonly times: number;
}

/** As far as it is looked at: the SDK's HttpRequest. */
interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Handle = (request: Request, options?: unknown) => Promise<{ response: unknown }>;

/** Calls that Lambda makes for a function, and not the function. */
const others = /^sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility)$/;

/**
 * Puts itself in place of the SDK's request handler, for every client of this process.
 *
 * @param handler one of them: they share their prototype.
 */
export function injectFaults(handler: object) {
  const prototype = Object.getPrototypeOf(handler) as { handle: Handle };
  const handle = prototype.handle;
  const counts = new Map<string, number>();
  let recorded: Call[] | undefined;
  let fault: Fault | undefined;
  let injected = 0;

  prototype.handle = async function (request, options) {
    const name = nameOf(request);
    if (others.test(name)) return handle.call(this, request, options);
    const occurrence = (counts.get(name) ?? 0) + 1;
    counts.set(name, occurrence);
    recorded?.push({ name, occurrence });
    const hit =
      fault?.name === name && occurrence >= fault.occurrence && occurrence < fault.occurrence + fault.times;
    if (fault === undefined || !hit) return handle.call(this, request, options);
    injected++;
    if (fault.mode === 'throttled') return { response: throttled(name.startsWith('s3:')) };
    if (fault.mode === 'after') await handle.call(this, request, options);
    throw Object.assign(new Error('The connection broke.'), { name: 'Error', code: 'ECONNRESET' });
  };

  return {
    /** How often the armed fault happened. */
    get injected() {
      return injected;
    },
    /** The calls that `work` makes, in order. */
    async record(work: () => Promise<unknown>): Promise<Call[]> {
      counts.clear();
      recorded = [];
      await work();
      const calls = recorded;
      recorded = undefined;
      return calls;
    },
    arm(next: Fault): void {
      counts.clear();
      injected = 0;
      fault = next;
    },
    disarm(): void {
      fault = undefined;
    },
    remove(): void {
      prototype.handle = handle;
    },
  };
}

/** What AWS answers when it is asked too often, S3 in XML and the others in JSON. */
function throttled(inXml: boolean) {
  const code = inXml ? 'SlowDown' : 'ThrottlingException';
  const body = inXml
    ? `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Reduce your request rate.</Message></Error>`
    : JSON.stringify({ __type: code, message: 'Rate exceeded' });
  return {
    statusCode: inXml ? 503 : 400,
    headers: { 'content-type': inXml ? 'application/xml' : 'application/json', 'x-amzn-errortype': code },
    body: Readable.from([Buffer.from(body)]),
  };
}

/**
 * `dynamodb:PutItem`, `sqs:SendMessage`, `states:StartExecution`, `s3:PUT`, `lambda:Invoke`, `ses:SendEmail`,
 * `connections:POST`.
 */
function nameOf({ method, path, headers }: Request): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    const [service = '', call] = target.split('.');
    if (service.startsWith('DynamoDB')) return `dynamodb:${call}`;
    return `${service === 'AmazonSQS' ? 'sqs' : 'states'}:${call}`;
  }
  if (path.includes('/invocations')) return 'lambda:Invoke';
  if (/\/(@|%40)connections\//.test(path)) return `connections:${method}`;
  if (path.includes('/outbound-emails')) return 'ses:SendEmail';
  return `s3:${method}`;
}
