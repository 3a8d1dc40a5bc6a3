import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  addHook,
  archiveWorkflow,
  type Connection,
  fire,
  getMail,
  getWorkflowRun,
  getWorkflowStep,
  getWorkflowTrace,
  listAllEvents,
  listMails,
  register,
  startWorkflow,
  waitForFiring,
  waitForWorkflow,
} from '@hookline/sdk';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedHost } from './hosts/embedded-host.ts';
import type { Host } from './hosts/host.ts';
import { cannotRunDeployed, openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

/** A service that lets in who shows a token of the platform's that is meant for it, and tells them who they are; others get 401. */
async function openReceiver(platform: string) {
  const found = await fetch(`${platform}/.well-known/openid-configuration`);
  const { issuer, jwks_uri } = (await found.json()) as { issuer: string; jwks_uri: string };
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  const tokens: string[] = [];
  let origin = '';
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (token !== '') tokens.push(token);
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience: origin, algorithms: ['RS256'] });
      const { sub, hookline_run: run, hookline_step: step } = payload;
      response.end(JSON.stringify({ sub, run, step }));
    } catch (error) {
      response.writeHead(401).end((error as Error).message);
    }
  };
  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    issuer,
    tokens,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('A request with a token', () => {
  let host: Host;
  let receiver: Awaited<ReturnType<typeof openReceiver>>;
  let allen: Connection;
  let bert: Connection;
  beforeAll(async () => {
    host = await openHost({ args: ['--allow-network', '127.0.0.1'] });
    [allen, bert] = [await newPerson(host, 'allen'), await newPerson(host, 'bert')];
    receiver = await openReceiver(host.url);
  });
  afterAll(async () => {
    await receiver?.close();
    await host?.stop();
  });

  const run = async (person: Connection, source: string, options: object = {}) => {
    const { id } = await startWorkflow(person, { source }, options);
    return await waitForWorkflow(person, id, { timeoutSeconds: 90 });
  };
  const asking = (parameters: object = { token: true }) =>
    `request:post(${JSON.stringify({ url: `${receiver.origin}/who`, output_mode: 'response_json', ...parameters })})`;

  test('is let in by who verifies it with the keys that the platform shows, as its owner', async () => {
    expect(receiver.issuer).toBe(host.url);
    const ended = await run(allen, asking(), { runId: 'who-am-i', input: { n: 1 } });
    expect(ended).toMatchObject({
      state: 'succeeded',
      output: { n: 1, response: { sub: 'allen', run: 'who-am-i', step: '1' } },
    });
  });

  test("of another's is another's", async () => {
    expect(await run(bert, asking())).toMatchObject({ output: { response: { sub: 'bert' } } });
  });

  test('is let in nowhere else', async () => {
    const other = await openReceiver(host.url);
    const authorization = `Bearer ${receiver.tokens.at(-1)}`;
    const [here, there] = await Promise.all(
      [receiver, other].map(({ origin }) => fetch(origin, { headers: { authorization } })),
    );
    await other.close();
    expect([here!.status, there!.status]).toEqual([200, 401]);
    expect(await there!.text()).toContain('"aud"');
  });

  test('is not what the input can ask for: without it the receiver lets nobody in', async () => {
    expect(await run(allen, asking({}), { input: { token: true } })).toMatchObject({
      state: 'failed',
      error: { name: 'RequestFailed', message: expect.stringContaining('401') },
    });
  });

  test('goes nowhere where others could read it', async () => {
    expect(await run(allen, asking({ token: true, url: 'http://hooks.example.com/' }))).toMatchObject({
      state: 'failed',
      error: { name: 'RequestFailed', message: expect.stringContaining('A token goes by https only') },
    });
  });

  test('leaves its token nowhere: not in the run, its archive and trace, the log, e-mails or files', async () => {
    const notifyOnSuccess = 'allen@example.com';
    await register(
      allen,
      { name: 'note', hook: 'workflow.task', notifyOnSuccess, notifyOnFailure: null },
      (input: object) => input,
    );
    const { id, state } = await run(allen, `${asking()} → note`);
    expect(state).toBe('succeeded');
    const mails = async () => (await listMails(allen)).filter(({ to }) => to === notifyOnSuccess);
    await expect.poll(mails, { timeout: 60_000 }).toHaveLength(1);
    const told = JSON.stringify([
      await getWorkflowRun(allen, id),
      await getWorkflowStep(allen, id, '1'),
      await archiveWorkflow(allen, id),
      await getWorkflowTrace(allen, id, 'S'),
      await Array.fromAsync(listAllEvents(asAdmin(host))),
      await Promise.all((await mails()).map((mail) => getMail(allen, mail.id))),
    ]);
    expect(told).toContain('allen');
    expect(receiver.tokens.length).toBeGreaterThan(2);
    for (const token of receiver.tokens) {
      const [, claims, signature] = token.split('.');
      for (const part of [claims!, signature!]) expect(told.includes(part)).toBe(false);
    }
    if (host.kind === 'deployed') return;
    const { dataDir, log } = host as EmbeddedHost;
    for (const text of [log, ...filesIn(dataDir)]) {
      for (const token of receiver.tokens) expect(text.includes(token.split('.')[2]!)).toBe(false);
    }
  });

  test('needs no API key to be verified, and may be kept for a while', async () => {
    for (const path of ['jwks.json', 'openid-configuration']) {
      const answer = await fetch(`${host.url}/.well-known/${path}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    }
  });

  describe.skipIf(cannotRunDeployed('There the key is in KMS.'))('is signed by a key', () => {
    test("that the platform's user reads, and no handler", async () => {
      const path = join((host as EmbeddedHost).dataDir, 'token-key.pem');
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const { name: hook } = await addHook(asAdmin(host), { name: 'lab.peek' });
      await register(
        allen,
        { name: 'peek', hook, notifyOnSuccess: null, notifyOnFailure: null },
        (input: { path: string }) => process.getBuiltinModule('node:fs').readFileSync(input.path, 'utf8'),
      );
      const { id } = await fire(allen, hook, { path });
      const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
      expect(runs).toMatchObject([
        { state: 'failed', error: { message: expect.stringMatching(/restricted/) } },
      ]);
    });

    test('that stays when the platform is started again', async () => {
      const keys = async () => await (await fetch(`${host.url}/.well-known/jwks.json`)).json();
      const before = await keys();
      await (host as EmbeddedHost).kill();
      await (host as EmbeddedHost).start();
      expect(await keys()).toEqual(before);
      expect(await run(bert, asking())).toMatchObject({ output: { response: { sub: 'bert' } } });
    });
  });
});

describe.skipIf(cannotRunDeployed('There it is the address of the API.'))('The issuer of tokens', () => {
  let host: Host;
  afterAll(() => host?.stop());

  test('is the address under which others reach the platform', async () => {
    host = await openHost({ args: ['--public-url', 'https://hooks.example.com/'] });
    const found = await fetch(`${host.url}/.well-known/openid-configuration`);
    expect(await found.json()).toMatchObject({
      issuer: 'https://hooks.example.com',
      jwks_uri: 'https://hooks.example.com/.well-known/jwks.json',
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
}
