import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStack, type Stack } from './open-stack.ts';

describe('what others verify tokens by, through the functions of the stack', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await openStack();
  });
  afterAll(() => stack.close());

  test("the key in KMS is answered to everybody, with the function's own rights", async () => {
    const answer = await stack.request('GET', '/.well-known/jwks.json');
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'public, max-age=300' },
      body: { keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String) }] },
    });
  });

  test("the issuer is the API's own address", async () => {
    const { status, body } = await stack.request('GET', '/.well-known/openid-configuration');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        issuer: 'https://hookline.example.com',
        jwks_uri: 'https://hookline.example.com/.well-known/jwks.json',
      },
    });
  });
});
