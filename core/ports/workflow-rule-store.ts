/** Which events a rule looks at; undefined is any. */
export interface RuleEvents {
  readonly key: string | undefined;
  /** Undefined: any but the platform's own. */
  readonly namespace: string | undefined;
  readonly sender: string | undefined;
  readonly eventType: string | undefined;
}

/** What a workflow does when events come, and how far that has come. */
export interface WorkflowRuleRecord {
  readonly tenantId: string;
  /** The name of the user as whom it acts. */
  readonly owner: string;
  /** Unique within the tenant. */
  readonly name: string;
  readonly workflow: string;
  readonly action: 'start' | 'stop' | 'restart';
  readonly on: RuleEvents;
  /** JSONata over `{event, state}`. */
  readonly update?: string;
  readonly condition?: string;
  readonly input?: string;
  readonly resetState: boolean;
  /** JSON. */
  readonly initialState: string;
  readonly state: string;
  readonly paused: boolean;
  /** It has looked at all events up to this offset. */
  readonly position: number;
  readonly acted: number;
  /** Milliseconds since the epoch. */
  readonly lastActedAt: number | null;
  readonly lastError: { readonly offset: number; readonly message: string; readonly at: number } | null;
  readonly createdAt: number;
  /** One more with each write, from 1. */
  readonly revision: number;
}

export interface WorkflowRuleKey {
  readonly tenantId: string;
  readonly name: string;
}

/** Rules of all tenants; there are few, and each is written whole. */
export interface WorkflowRuleStore {
  get(key: WorkflowRuleKey): Promise<WorkflowRuleRecord | undefined>;
  /** Durable when it resolves; false when its revision does not follow the stored one (1: when there is none). */
  put(rule: WorkflowRuleRecord): Promise<boolean>;
  /** True when there was one. */
  remove(key: WorkflowRuleKey): Promise<boolean>;
  /** By name; of one tenant where one is named. */
  list(tenantId?: string): Promise<WorkflowRuleRecord[]>;
}
