import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { randomIds } from '../../../../adapters/node/random-ids.ts';
import { formatApiKey, formatRunKey, hashSecret } from '../../../../core/identity/api-key.ts';
import { authenticateConnection, recallCaller } from '../../../../core/identity/authenticate.ts';
import { issueKey } from '../../../../core/identity/create-key.ts';
import { firing, payload } from '../../../conformance/firing-store.ts';
import { embeddedHome, type Stores } from '../../../conformance/homes.ts';

const ids = randomIds();
const ada = { id: ids.next(), name: 'ada', role: 'developer' as const, createdAt: 0 };

describe('the caller of a connection', () => {
  const home = embeddedHome();
  let deps: Stores;
  beforeAll(() => home.start());
  beforeEach(async () => {
    deps = await home.open();
    await deps.identities.addUser(ada);
  });
  afterAll(() => home.stop());

  const connect = (key: string) => authenticateConnection(deps, `Bearer ${key}`);

  test('is known by what was presented, of which no secret is kept', async () => {
    const { id, apiKey } = await issueKey({ ...deps, ids }, ada);
    const { caller, credential } = await connect(apiKey);
    expect(caller).toEqual({ userId: ada.id, userName: 'ada', role: 'developer' });
    expect(credential).toEqual({ kind: 'key', keyId: id });
    expect(await recallCaller(deps, credential)).toEqual(caller);
  });

  test('is known no more when the key has expired', async () => {
    const { id, apiKey } = await issueKey({ ...deps, ids }, ada);
    const { credential } = await connect(apiKey);
    await deps.identities.expireKey(id, deps.clock.now() + 1000);
    await recallCaller(deps, credential);
    deps.clock.advance(1000);
    await expect(recallCaller(deps, credential)).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
  });

  test('is known no more when the run has ended whose key it was', async () => {
    const [firingId, secret] = [ids.next(), ids.secret()];
    const run = { firingId, handlerId: 7, handlerVersion: 3, tenantId: ada.id };
    await deps.firings.accept(firing({ id: firingId }), payload);
    await deps.firings.claim({
      ...run,
      executionId: 'execution',
      now: deps.clock.now(),
      leaseUntil: deps.clock.now() + 60_000,
      secretHash: hashSecret(secret),
    });
    const { caller, credential } = await connect(formatRunKey({ firingId, handlerId: 7 }, secret));
    expect(await recallCaller(deps, credential)).toEqual(caller);
    await deps.firings.settle({
      ...run,
      outcome: { ok: true, result: '', resultType: 'text', resultCut: false, output: '', durationMs: 1 },
      at: deps.clock.now(),
      closesFiring: true,
    });
    await expect(recallCaller(deps, credential)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('is nobody with a wrong secret', async () => {
    const { id } = await issueKey({ ...deps, ids }, ada);
    await expect(connect(formatApiKey(id, ids.secret()))).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
