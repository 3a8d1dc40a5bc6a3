import type { Clock } from '../../../core/ports/clock.ts';
import type { IdentityStore, KeyRecord, UserRecord } from '../../../core/ports/identity-store.ts';
import { expiringCache } from './expiring-cache.ts';

const ENTRIES = 1000;

/**
 * Keeps keys and their users in the warm function for `keepMs`, so that a request costs no read to authenticate. A key
 * that was revoked or rotated elsewhere may work for so much longer.
 */
export function cachedIdentities(store: IdentityStore, clock: Clock, keepMs: number): IdentityStore {
  const keys = expiringCache<KeyRecord>({
    clock,
    keepMs,
    entries: ENTRIES,
  });
  const users = expiringCache<UserRecord>({
    clock,
    keepMs,
    entries: ENTRIES,
  });
  return {
    ...store,
    key: (id) => keys.get(id, () => store.key(id)),
    userById: (id) => users.get(id, () => store.userById(id)),
    async expireKey(id, expiresAt) {
      await store.expireKey(id, expiresAt);
      keys.forget(id);
    },
  };
}
