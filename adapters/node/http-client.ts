import { type LookupAddress, lookup } from 'node:dns';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { limits } from '../../core/contract/limits.ts';
import {
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  HttpRequestFailed,
} from '../../core/ports/http-client.ts';
import { isRefusedAddress, type Network } from './refused-address.ts';

export interface HttpClientOptions {
  /** Inside the network, and reached all the same. */
  readonly allowed?: readonly Network[];
  /** For a request with all its redirects, in milliseconds; 30 seconds unless given. */
  readonly timeoutMs?: number;
  /** What names resolve to; the machine's own resolver unless given. */
  readonly resolve?: (name: string) => Promise<readonly LookupAddress[]>;
}

const TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 5;

/** Those that Node's resolver, sockets and TLS give, in words; what they say themselves names addresses. */
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name could not be resolved just now',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed before the answer was complete',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'the connection took too long',
};

/**
 * By `node:http` and `node:https`, a connection for each request. The addresses that the resolver gives are checked where the socket
 * takes them, so that a name which resolves to another address a moment later gains nothing.
 */
export function nodeHttpClient(options: HttpClientOptions = {}): HttpClient {
  const { allowed = [], timeoutMs = TIMEOUT_MS, resolve = resolveByMachine } = options;
  const guard: Guard = { allowed, lookup: guardedLookup(resolve, allowed) };

  return {
    async send(request) {
      const signal = AbortSignal.timeout(timeoutMs);
      let next = request;
      for (let redirects = 0; ; redirects++) {
        const url = checkUrl(next.url, guard);
        const answer = await exchange(url, next, guard, signal).catch((error: unknown) => {
          throw new HttpRequestFailed(
            `${next.method} ${shown(url)}: ${reasonOf(error, signal, timeoutMs)}.`,
            {
              cause: error,
            },
          );
        });
        const redirected = redirectOf(next, url, answer);
        if (redirected === undefined) return answer;
        if (redirects === MAX_REDIRECTS) {
          throw new HttpRequestFailed(
            `${request.method} ${shown(url)}: more than ${MAX_REDIRECTS} redirects.`,
          );
        }
        next = redirected;
      }
    },
  };
}

interface Guard {
  readonly allowed: readonly Network[];
  readonly lookup: LookupFunction;
}

/** Sockets look names up only: an address that stands in the URL is checked here. */
function checkUrl(text: string, { allowed }: Guard): URL {
  const url = URL.parse(text);
  if (url === null) throw new HttpRequestFailed(`"${text.slice(0, 200)}" is no absolute URL.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new HttpRequestFailed(`${url.protocol} is not for requests. Use http: or https:.`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isRefusedAddress(host, allowed)) throw new HttpRequestFailed(refusal(host));
  return url;
}

function refusal(host: string): string {
  return `${host} is inside the network, where requests of workflows do not go. The operator can allow it.`;
}

/** A resolver for sockets that knows public and allowed addresses only. */
function guardedLookup(
  resolve: (name: string) => Promise<readonly LookupAddress[]>,
  allowed: readonly Network[],
): LookupFunction {
  return (name, { all, family }, callback) => {
    resolve(name).then(
      (found) => {
        const wanted = found.filter((address) => !family || address.family === family);
        const open = wanted.filter(({ address }) => !isRefusedAddress(address, allowed));
        const [first] = open;
        if (first === undefined) callback(new HttpRequestFailed(refusal(name)), '', 0);
        else if (all) callback(null, [...open]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

function resolveByMachine(name: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(name, { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
  });
}

function exchange(
  url: URL,
  { method, headers, body }: HttpRequest,
  { lookup }: Guard,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestSecure : requestPlain;
    const outgoing = send(url, {
      method,
      // Nothing here unpacks answers.
      headers: { 'user-agent': 'hookline', 'accept-encoding': 'identity', ...headers },
      lookup,
      signal,
      agent: false,
    });
    let answered = false;
    outgoing.on('response', (incoming) => {
      answered = true;
      readAnswer(incoming).then(resolve, (error: unknown) => {
        outgoing.destroy();
        reject(error);
      });
    });
    outgoing.on('error', reject);
    outgoing.on('close', () => {
      if (!answered) reject(new HttpRequestFailed('the connection was closed without an answer'));
    });
    outgoing.end(body);
  });
}

async function readAnswer(incoming: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.payloadBytes) {
      throw new HttpRequestFailed(`the answer has more than ${limits.payloadBytes} bytes`);
    }
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
  return {
    status: incoming.statusCode!,
    headers,
    body: decoderFor(headers['content-type'] ?? '').decode(Buffer.concat(chunks)),
  };
}

function decoderFor(contentType: string): { decode(bytes: Uint8Array): string } {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

/** The request that a redirect asks for; undefined when the answer is none. */
function redirectOf(
  request: HttpRequest,
  from: URL,
  { status, headers }: HttpAnswer,
): HttpRequest | undefined {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const to = URL.parse(location, from.href);
  if (to === null) throw new HttpRequestFailed(`${shown(from)} redirects to what is no URL.`);
  const asGet =
    (status === 303 && request.method !== 'GET') ||
    ((status === 301 || status === 302) && request.method === 'POST');
  const dropped = new Set([
    ...(asGet ? ['content-type'] : []),
    ...(to.origin === from.origin ? [] : ['authorization']),
  ]);
  return {
    method: asGet ? 'GET' : request.method,
    url: to.href,
    headers: Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !dropped.has(name.toLowerCase())),
    ),
    ...(!asGet && request.body !== undefined && { body: request.body }),
  };
}

/** Without what may be a secret. */
function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

function reasonOf(error: unknown, signal: AbortSignal, timeoutMs: number): string {
  if (signal.aborted) return `there was no whole answer within ${timeoutMs / 1000} seconds`;
  const all = error instanceof AggregateError ? [error, ...error.errors] : [error];
  const refused = all.find((one) => one instanceof HttpRequestFailed);
  if (refused !== undefined) return refused.message.replace(/\.$/, '');
  const code = all.map((one) => (one as NodeJS.ErrnoException).code).find((one) => one !== undefined);
  return (code !== undefined && reasons[code]) || `the request failed (${code ?? 'unknown'})`;
}
