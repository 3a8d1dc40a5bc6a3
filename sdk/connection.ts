import { HooklineClientError } from './client-error.ts';
import { parseEndpoints } from './parse-endpoint.ts';

/** Where the platform is, and as whom. Each function takes any object of this shape, a `Connection` or `context.hookline`. */
export interface HooklineConnection {
  /** `host:port` or a full http(s) URL, or several, comma separated; see `Connection`. */
  readonly endpoint: string;
  readonly apiKey: string;
  /** How long a failing call goes on trying, in seconds; 30 unless given, 0 for a single attempt. */
  readonly retrySeconds?: number | undefined;
  /** Where events are sent that name no namespace themselves; `default` unless given. */
  readonly namespace?: string | undefined;
  /** Who sends events that name no sender themselves; the name of the user unless given. */
  readonly sender?: string | undefined;
}

/** What else a `Connection` is made with. */
export interface ConnectionOptions {
  /** How long a failing call goes on trying, in seconds; 30 unless given, 0 for a single attempt. */
  readonly retrySeconds?: number | undefined;
  /** Where events are sent that name no namespace themselves. Without it: `HOOKLINE_NAMESPACE`, then `default`. */
  readonly namespace?: string | undefined;
  /** Who sends events that name no sender themselves; the name of the user unless given. */
  readonly sender?: string | undefined;
}

/**
 * Where the platform is, and as whom (the seed system's `Connection`). Code registered through it runs as the user of
 * its API key.
 *
 * A bare `host:port` means http for loopback addresses (`localhost`, `127.0.0.0/8`, `[::1]`) and https for all others;
 * a full http or https URL is fine too. Several endpoints of one platform, comma separated, stand in for each other: when the
 * one in use fails, the next is asked, and used from then on.
 */
export class Connection implements HooklineConnection {
  /** The base URL, such as `https://api.example.com:4411`; several are comma separated. */
  readonly endpoint: string;
  readonly apiKey: string;
  readonly retrySeconds: number | undefined;
  readonly namespace: string | undefined;
  readonly sender: string | undefined;

  /**
   * @param endpoint `host:port` or a URL, or several, comma separated. Without it: the environment's `HOOKLINE_ENDPOINT`, then `BTRDB_ENDPOINTS`.
   * @param apiKey Without it: `HOOKLINE_API_KEY`, then `BTRDB_API_KEY`. The environment is read at each call.
   * @throws {HooklineClientError} that says which of the two is missing or blank, or which endpoint has no host:port.
   */
  constructor(endpoint?: string, apiKey?: string, options: ConnectionOptions = {}) {
    const address = pick('endpoint', endpoint, ['HOOKLINE_ENDPOINT', 'BTRDB_ENDPOINTS']);
    const key = pick('apiKey', apiKey, ['HOOKLINE_API_KEY', 'BTRDB_API_KEY']);
    this.endpoint = parseEndpoints(address.value, address.from).join(',');
    this.apiKey = checkApiKey(key.value, key.from);
    this.retrySeconds = options.retrySeconds;
    // Set and empty is how a shell takes a variable back.
    this.namespace = options.namespace ?? (process.env.HOOKLINE_NAMESPACE || undefined);
    this.sender = options.sender;
  }

  /** What `console.log` shows: never the secret, since what handlers print is kept and mailed. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Connection { endpoint: '${this.endpoint}', apiKey: '${this.apiKey.slice(0, 8)}…' }`;
  }
}

/**
 * The API key without blanks around it.
 *
 * @throws {HooklineClientError} `api-key-invalid` when it is blank or holds what no HTTP header may.
 */
export function checkApiKey(apiKey: string, from = 'apiKey'): string {
  const key = apiKey.trim();
  if (key === '') {
    throw new HooklineClientError('api-key-invalid', `The ${from} is blank. Give an API key: hlk_…`, {
      field: from,
    });
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    const message = `The ${from} holds characters that no API key has. Copy it again: hlk_…`;
    throw new HooklineClientError('api-key-invalid', message, { field: from });
  }
  return key;
}

function pick(
  field: 'endpoint' | 'apiKey',
  given: string | undefined,
  variables: readonly string[],
): { value: string; from: string } {
  if (given !== undefined) return { value: given, from: field };
  for (const from of variables) {
    const value = process.env[from];
    if (value !== undefined) return { value, from };
  }
  throw new HooklineClientError(
    field === 'endpoint' ? 'endpoint-missing' : 'api-key-missing',
    `There is no ${field}. Pass it to Connection, or set the environment variable ${variables[0]}.`,
    { field },
  );
}
