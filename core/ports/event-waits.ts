import type { WorkflowRunKey } from './workflow-run-store.ts';

/** A step that waits for an event of the log. */
export interface EventWait extends WorkflowRunKey {
  readonly stepId: string;
  /** Undefined means any, as in the event log. */
  readonly key: string | undefined;
  readonly namespace: string | undefined;
  readonly sender: string | undefined;
  readonly eventType: string | undefined;
  /** Only events after this offset. */
  readonly after: number;
  /** What the event's value must have, key by key; at most as large as a value may be. Undefined: nothing. */
  readonly match: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Which steps wait for which events. A wait is put before the log is read, so that no event passes between the two. Who finds one
 * whose run or step is gone removes it.
 */
export interface EventWaits {
  /** Durable when it resolves; a second time changes nothing. */
  put(wait: EventWait): Promise<void>;
  /** `key` and `match` are those that it was put with: a home may keep it under them. */
  remove(wait: Pick<EventWait, 'tenantId' | 'runId' | 'stepId' | 'key' | 'match'>): Promise<void>;
  /**
   * Those that may wait for an event with this key, those for any key included; in no order. Sees every wait that was put before.
   *
   * @param value of the event: those that its value does not match may be left out then. It costs what may match, and not what waits.
   */
  find(key: string, value?: unknown): Promise<EventWait[]>;
}
