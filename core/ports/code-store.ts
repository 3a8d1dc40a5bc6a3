/** Bundles by content. The same bytes have one address, so a write is idempotent and a read can be cached for ever. */
export interface CodeStore {
  /** Stores a bundle of at most 10 MiB under the lower-case hex SHA-256 of its bytes. */
  put(sha256: string, code: Uint8Array): Promise<void>;
  /** Rejects when there is none. */
  get(sha256: string): Promise<Uint8Array>;
}
