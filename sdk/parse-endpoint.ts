import { HooklineClientError } from './client-error.ts';

const hostAndPort = /^(?<host>\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+):(?<port>\d{1,5})$/i;
const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[(?:::1|0*(?::0*){6}:0*1)\])$/i;

/**
 * The base URL of an endpoint, without a slash at its end. A bare `host:port` means http for loopback addresses
 * (`localhost`, `127.0.0.0/8`, `[::1]`) and https for all others; a full http or https URL says itself, and may have a
 * path.
 *
 * @param from what the endpoint was read from, for the error: `endpoint`, or an environment variable.
 * @throws {HooklineClientError} `endpoint-invalid` when it is blank or neither of the two.
 */
export function parseEndpoint(endpoint: string, from = 'endpoint'): string {
  const text = endpoint.trim();
  if (text === '') throw invalid(from, 'is blank');
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? parseUrl(text, from) : parseHostAndPort(text, from);
}

function parseHostAndPort(text: string, from: string): string {
  const { host, port } = hostAndPort.exec(text)?.groups ?? {};
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw invalid(from, `has no host:port: "${text}"`);
  }
  const scheme = loopback.test(host) ? 'http' : 'https';
  if (!URL.canParse(`${scheme}://${text}`)) throw invalid(from, `has no valid host: "${text}"`);
  return `${scheme}://${text}`;
}

function parseUrl(text: string, from: string): string {
  if (!URL.canParse(text)) throw invalid(from, `is no valid URL: "${text}"`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid(from, `is no http or https URL: "${text}"`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid(from, 'holds a user name or password; the API key is all that is needed');
  }
  if (url.search !== '' || url.hash !== '') throw invalid(from, `has a query or fragment: "${text}"`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function invalid(from: string, what: string): HooklineClientError {
  return new HooklineClientError(
    'endpoint-invalid',
    `The ${from} ${what}. Give host:port, such as api.example.com:4411, or a URL, such as https://api.example.com.`,
    { field: from },
  );
}
