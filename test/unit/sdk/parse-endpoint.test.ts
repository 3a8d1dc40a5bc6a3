import { describe, expect, test } from 'vitest';
import { parseEndpoint } from '../../../sdk/parse-endpoint.ts';

const accepted: readonly (readonly [endpoint: string, url: string])[] = [
  ['127.0.0.1:4411', 'http://127.0.0.1:4411'],
  ['127.9.8.7:80', 'http://127.9.8.7:80'],
  ['localhost:4411', 'http://localhost:4411'],
  ['LOCALHOST:4411', 'http://LOCALHOST:4411'],
  ['hookline.localhost:4411', 'http://hookline.localhost:4411'],
  ['[::1]:4411', 'http://[::1]:4411'],
  ['  127.0.0.1:4411\n', 'http://127.0.0.1:4411'],
  ['api.example.com:4411', 'https://api.example.com:4411'],
  ['api:65535', 'https://api:65535'],
  ['192.168.0.7:4411', 'https://192.168.0.7:4411'],
  ['[2001:db8::1]:4411', 'https://[2001:db8::1]:4411'],
  ['localhost.example.com:4411', 'https://localhost.example.com:4411'],
  ['127.0.0.1.example.com:4411', 'https://127.0.0.1.example.com:4411'],
  ['http://api.example.com', 'http://api.example.com'],
  ['https://api.example.com/', 'https://api.example.com'],
  ['https://api.example.com:8443/prod/', 'https://api.example.com:8443/prod'],
  ['HTTPS://API.example.com', 'https://api.example.com'],
];

const refused: readonly (readonly [endpoint: string, why: RegExp])[] = [
  ['', /is blank/],
  ['  ', /is blank/],
  ['api.example.com', /has no host:port/],
  ['4411', /has no host:port/],
  [':4411', /has no host:port/],
  ['api.example.com:', /has no host:port/],
  ['api.example.com:port', /has no host:port/],
  ['api.example.com:0', /has no host:port/],
  ['api.example.com:65536', /has no host:port/],
  ['api.example.com:4411/path', /has no host:port/],
  ['a:4411;b:4411', /has no host:port/],
  ['::1:4411', /has no host:port/],
  ['key@host:4411', /has no host:port/],
  ['a<b:4411', /has no valid host/],
  ['ftp://api.example.com', /no http or https URL/],
  ['https://', /no valid URL/],
  ['https://allen:secret@api.example.com', /user name or password/],
  ['https://api.example.com?x=1', /query or fragment/],
  ['https://api.example.com#x', /query or fragment/],
];

describe('An endpoint', () => {
  test.each(accepted)('%j means %s', (endpoint, url) => {
    expect(parseEndpoint(endpoint)).toBe(url);
  });

  test.each(refused)('%j is refused, saying why', (endpoint, why) => {
    expect(() => parseEndpoint(endpoint)).toThrow(why);
    expect(() => parseEndpoint(endpoint)).toThrow(
      expect.objectContaining({ code: 'endpoint-invalid', field: 'endpoint', retryable: false }),
    );
  });

  test('that is refused is never echoed with its password', () => {
    expect(() => parseEndpoint('https://allen:secret@api.example.com')).not.toThrow(/secret/);
  });
});
