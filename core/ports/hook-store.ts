/** Events that fire a hook, each once; undefined means any. */
export interface EventBinding {
  readonly key: string | undefined;
  readonly namespace: string | undefined;
  readonly sender: string | undefined;
  readonly eventType: string | undefined;
  /** Who bound it: the firings are theirs. */
  readonly boundById: string;
  readonly boundBy: string;
  /** Events after this offset fire it. */
  readonly after: number;
}

/** A hook as stored. */
export interface HookRecord {
  readonly name: string;
  readonly description: string;
  /** JSON Schema (2020-12) of the payload, when the hook has one. */
  readonly payloadSchema?: Readonly<Record<string, unknown>>;
  /** When events fire it. */
  readonly onEvent?: EventBinding;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** The catalogue of hooks. */
export interface HookStore {
  /** Adds the hook, or changes its description and schema; keeps createdAt. Returns what is stored now. */
  put(hook: HookRecord): Promise<HookRecord>;
  get(name: string): Promise<HookRecord | undefined>;
  /** By name. */
  list(): Promise<HookRecord[]>;
  /** True when there was one. */
  remove(name: string): Promise<boolean>;
}
