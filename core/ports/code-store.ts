/**
 * Bundles by tenant and content. The same bytes of one tenant have one address, so a write is idempotent and a
 * read can be cached for ever; no tenant can name another's.
 */
export interface CodeStore {
  /** Stores a bundle of at most 10 MiB under the lower-case hex SHA-256 of its bytes. */
  put(tenantId: string, sha256: string, code: Uint8Array): Promise<void>;
  /** Rejects when there is none. */
  get(tenantId: string, sha256: string): Promise<Uint8Array>;
  has(tenantId: string, sha256: string): Promise<boolean>;
}
