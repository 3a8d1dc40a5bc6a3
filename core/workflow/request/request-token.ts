import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { TokenSigner } from '../../ports/token-signer.ts';
import type { TaskStart } from '../run/step-work.ts';
import type { BaseUrls } from './base-urls.ts';
import { tokenClaims } from './token-claims.ts';

export interface TokenDeps {
  /** Undefined where the operator has not turned tokens on. */
  readonly signer: TokenSigner | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Pick<Ids, 'next'>;
}

/**
 * The token by which a request says on whose behalf it is made. It is signed anew for each, and kept nowhere.
 *
 * @param url where the request goes: its origin is the token's audience.
 * @param urls the operator's.
 * @returns or why there is none: others could read it on the way, or the operator has not turned tokens on.
 */
export async function requestToken(
  { signer, ...deps }: TokenDeps,
  start: Pick<TaskStart, 'run' | 'step'>,
  url: string,
  urls: BaseUrls,
): Promise<{ readonly token: string } | { readonly problem: string }> {
  if (signer === undefined) {
    return { problem: 'The task wants a token, and the operator has not turned tokens on.' };
  }
  const { origin, protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !isThisMachine(hostname) && !isSet(urls, origin)) {
    return {
      problem: `A token goes by https only, and not to ${origin}: others could read it on the way. The operator can set that URL.`,
    };
  }
  return { token: await signer.sign({ ...tokenClaims({ ...deps, issuer: signer.issuer }, start, origin) }) };
}

/** What goes there leaves no machine; as URLs have it, so that no other host is named so. */
function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function isSet(urls: BaseUrls, origin: string): boolean {
  return Object.values(urls).some((ofOne) =>
    Object.values(ofOne).some((url) => new URL(url).origin === origin),
  );
}
