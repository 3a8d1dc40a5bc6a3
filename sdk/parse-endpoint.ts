import { HooklineClientError } from './client-error.ts';

const hostAndPort = /^(?<host>\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+):(?<port>\d{1,5})$/i;
const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[(?:::1|0*(?::0*){6}:0*1)\])$/i;

/**
 * The base URLs of one endpoint or of several, comma separated; each as `parseEndpoint` has it.
 *
 * @throws {HooklineClientError} `endpoint-invalid`, which says which part it is.
 */
export function parseEndpoints(endpoint: string, from = 'endpoint'): [string, ...string[]] {
  const [first = '', ...others] = endpoint.split(',');
  if (others.length === 0) return [parseEndpoint(first, from)];
  const part = (text: string, index: number) => parseEndpoint(text, from, `${from}, part ${index + 1},`);
  return [part(first, 0), ...others.map((text, index) => part(text, index + 1))];
}

/**
 * The base URL of an endpoint, without a slash at its end. A bare `host:port` means http for loopback addresses
 * (`localhost`, `127.0.0.0/8`, `[::1]`) and https for all others; a full http or https URL says itself, and may have a
 * path.
 *
 * @param from what the endpoint was read from, for the error: `endpoint`, or an environment variable.
 * @param what what to call it in the error, where that is more than `from`.
 * @throws {HooklineClientError} `endpoint-invalid` when it is blank or neither of the two.
 */
export function parseEndpoint(endpoint: string, from = 'endpoint', what = from): string {
  const text = endpoint.trim();
  const invalid = (fault: string): HooklineClientError =>
    new HooklineClientError(
      'endpoint-invalid',
      `The ${what} ${fault}. Give host:port, such as api.example.com:4411, or a URL, such as https://api.example.com.`,
      { field: from },
    );
  if (text === '') throw invalid('is blank');
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? parseUrl(text, invalid) : parseHostAndPort(text, invalid);
}

type Invalid = (fault: string) => HooklineClientError;

function parseHostAndPort(text: string, invalid: Invalid): string {
  const { host, port } = hostAndPort.exec(text)?.groups ?? {};
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw invalid(`has no host:port: "${text}"`);
  }
  const scheme = loopback.test(host) ? 'http' : 'https';
  if (!URL.canParse(`${scheme}://${text}`)) throw invalid(`has no valid host: "${text}"`);
  return `${scheme}://${text}`;
}

function parseUrl(text: string, invalid: Invalid): string {
  if (!URL.canParse(text)) throw invalid(`is no valid URL: "${text}"`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid(`is no http or https URL: "${text}"`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('holds a user name or password; the API key is all that is needed');
  }
  if (url.search !== '' || url.hash !== '') throw invalid(`has a query or fragment: "${text}"`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
