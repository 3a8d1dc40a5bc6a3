import { equalInConstantTime } from '../hash.ts';
import type { Clock } from '../ports/clock.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { declareProblem } from '../problem.ts';
import { type Credential, hashSecret, parseCredential } from './api-key.ts';
import type { Caller } from './caller.ts';

const unauthorized = declareProblem('unauthorized', { status: 401, title: 'A valid API key is needed' });

/** Compared against where there is no key, so that an unknown id takes as long as a wrong secret. */
const NO_SECRET_HASH = hashSecret('');

/**
 * Finds the caller behind an Authorization header (`Bearer <key>`, RFC 6750). Every failure is the same 401: absent,
 * malformed, unknown, expired or wrong.
 */
export async function authenticate(
  deps: { identities: IdentityStore; firings: Pick<FiringStore, 'run'>; clock: Clock },
  authorization: string | undefined,
): Promise<Caller> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  const credential = token === undefined ? undefined : parseCredential(token);
  const holder = credential === undefined ? undefined : await findHolder(deps, credential);
  const matches = equalInConstantTime(
    holder?.secretHash ?? NO_SECRET_HASH,
    hashSecret(credential?.secret ?? '-'),
  );
  const user = matches && holder !== undefined ? await deps.identities.userById(holder.userId) : undefined;
  if (user === undefined) {
    throw unauthorized('Send a valid API key as "Authorization: Bearer <key>".');
  }
  return { userId: user.id, userName: user.name, role: user.role };
}

async function findHolder(
  deps: { identities: IdentityStore; firings: Pick<FiringStore, 'run'>; clock: Clock },
  credential: Credential,
): Promise<{ userId: string; secretHash: string } | undefined> {
  if (credential.kind === 'run') {
    const run = await deps.firings.run(credential);
    return run === undefined || run.outcome !== null
      ? undefined
      : { userId: run.tenantId, secretHash: run.secretHash };
  }
  const key = await deps.identities.key(credential.keyId);
  return key === undefined || (key.expiresAt !== null && key.expiresAt <= deps.clock.now()) ? undefined : key;
}
