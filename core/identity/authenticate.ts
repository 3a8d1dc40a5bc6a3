import { equalInConstantTime } from '../hash.ts';
import type { Clock } from '../ports/clock.ts';
import type { FiringStore, WorkKey } from '../ports/firing-store.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { declareProblem } from '../problem.ts';
import { hashSecret, parseCredential } from './api-key.ts';
import type { Caller } from './caller.ts';

const unauthorized = declareProblem('unauthorized', { status: 401, title: 'A valid API key is needed' });

/** Compared against where there is no key, so that an unknown id takes as long as a wrong secret. */
const NO_SECRET_HASH = hashSecret('');

/** What authentication asks. */
export interface AuthenticationDeps {
  readonly identities: Pick<IdentityStore, 'key' | 'userById'>;
  readonly firings: Pick<FiringStore, 'holder'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** A credential that was presented, without its secret: enough to ask later whether it still holds. */
export type PresentedCredential =
  | { readonly kind: 'key'; readonly keyId: string }
  | ({ readonly kind: 'run' } & WorkKey);

/**
 * Finds the caller behind an Authorization header (`Bearer <key>`, RFC 6750). Every failure is the same 401: absent,
 * malformed, unknown, expired or wrong.
 */
export async function authenticate(
  deps: AuthenticationDeps,
  authorization: string | undefined,
): Promise<Caller> {
  return (await authenticateConnection(deps, authorization)).caller;
}

/** The same for a connection that stays open: what `recallCaller` takes comes with the caller. */
export async function authenticateConnection(
  deps: AuthenticationDeps,
  authorization: string | undefined,
): Promise<{ caller: Caller; credential: PresentedCredential }> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  const credential = token === undefined ? undefined : parseCredential(token);
  const holder = credential === undefined ? undefined : await findHolder(deps, credential);
  const matches = equalInConstantTime(
    holder?.secretHash ?? NO_SECRET_HASH,
    hashSecret(credential?.secret ?? '-'),
  );
  const caller = matches && holder !== undefined ? await findCaller(deps, holder.userId) : undefined;
  if (caller === undefined || credential === undefined) {
    throw unauthorized('Send a valid API key as "Authorization: Bearer <key>".');
  }
  const { secret: _, ...presented } = credential;
  return { caller: withRun(caller, presented), credential: presented };
}

/**
 * The caller behind a credential that was presented before, with the role that they have now.
 *
 * @throws `unauthorized` when it has ended since: expired, revoked, or its run is over.
 */
export async function recallCaller(
  deps: AuthenticationDeps,
  credential: PresentedCredential,
): Promise<Caller> {
  const holder = await findHolder(deps, credential);
  const caller = holder && (await findCaller(deps, holder.userId));
  if (caller !== undefined) return withRun(caller, credential);
  throw unauthorized('The API key of this connection has ended. Connect again with a valid one.');
}

function withRun(caller: Caller, credential: PresentedCredential): Caller {
  if (credential.kind === 'key') return caller;
  const { kind: _, ...run } = credential;
  return { ...caller, run };
}

async function findCaller(
  deps: Pick<AuthenticationDeps, 'identities'>,
  userId: string,
): Promise<Caller | undefined> {
  const user = await deps.identities.userById(userId);
  return user && { userId: user.id, userName: user.name, role: user.role };
}

async function findHolder(
  deps: AuthenticationDeps,
  credential: PresentedCredential,
): Promise<{ userId: string; secretHash: string } | undefined> {
  if (credential.kind === 'run') {
    const holder = await deps.firings.holder(credential);
    return holder && { userId: holder.tenantId, secretHash: holder.secretHash };
  }
  const key = await deps.identities.key(credential.keyId);
  return key === undefined || (key.expiresAt !== null && key.expiresAt <= deps.clock.now()) ? undefined : key;
}
