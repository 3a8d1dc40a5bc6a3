import type { Role } from '../contract/identity.ts';

/** A namespace as stored. The platform's own (`hookline/…`) have no record. */
export interface NamespaceRecord {
  readonly name: string;
  readonly ownerId: string;
  readonly owner: string;
  readonly readers: readonly Role[];
  readonly writers: readonly Role[];
  readonly retentionDays: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Who may read and write which events, and how long they are kept. */
export interface NamespaceStore {
  /** Stores it unless the name is taken; returns what stands there then. */
  add(namespace: NamespaceRecord): Promise<NamespaceRecord>;
  /** Changes readers, writers and retention of one that is there; undefined when it is not. */
  change(
    name: string,
    change: Pick<NamespaceRecord, 'readers' | 'writers' | 'retentionDays'>,
  ): Promise<NamespaceRecord | undefined>;
  get(name: string): Promise<NamespaceRecord | undefined>;
  /** By name. */
  list(): Promise<NamespaceRecord[]>;
}
