import { cachedIdentities } from '../../adapters/aws/cache/cached-identities.ts';
import { findHolder } from '../../adapters/aws/dynamodb/firings/find-holder.ts';
import { dynamodbIdentityStore } from '../../adapters/aws/dynamodb/identities/identity-store.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { WorkKey } from '../../core/ports/firing-store.ts';
import { readEnv, storageEnv } from '../env.ts';
import { KEEP_MS, openRegistry } from '../wiring.ts';

/** For `workflows`: what it takes to know who asks. */
export function wireWorkflows() {
  const registry = openRegistry();
  const firings = { client: registry.client, name: readEnv(storageEnv).FIRINGS_TABLE };
  return {
    clock: systemClock,
    firings: { holder: (key: WorkKey) => findHolder(firings, key) },
    identities: cachedIdentities(dynamodbIdentityStore(registry), systemClock, KEEP_MS),
    onInternalError: (error: unknown) => console.error('A request failed.', error),
  };
}
