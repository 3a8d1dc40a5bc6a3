/** An event as stored. */
export interface EventRecord {
  /** From 1, one sequence across namespaces and keys; never used again. */
  readonly offset: number;
  readonly key: string;
  /** JSON text, digits as sent. */
  readonly value: string;
  readonly eventType: string | null;
  readonly context: string | null;
  readonly namespace: string;
  readonly sender: string;
  /** Milliseconds since the epoch; never less than that of the offset before. */
  readonly createdAt: number;
}

/** What is appended; offset and time come from the log. */
export interface EventDraft extends Omit<EventRecord, 'offset' | 'createdAt'> {
  /** When it may be removed for good, in milliseconds since the epoch; its readers stop seeing it by `notBefore`. */
  readonly expiresAt: number;
}

/** The namespaces that a reader may see, and since when. */
export interface EventScope {
  /** By name, the time before which events have expired, in milliseconds since the epoch. */
  readonly notBefore: ReadonlyMap<string, number>;
  /**
   * Undefined: only the namespaces named above. Otherwise all there are, those not named above with this time: then the log
   * may be read along its offsets, without looking per namespace.
   */
  readonly others: number | undefined;
}

/** Which events. Fields are joined by AND; undefined means any. */
export interface EventSelection {
  readonly scope: EventScope;
  /** Any of these; never empty. */
  readonly keys: readonly string[] | undefined;
  readonly sender: string | undefined;
  readonly eventType: string | undefined;
}

/** A part of the log: after an offset (exclusive), up to another (inclusive). */
export interface EventRange {
  readonly after: number;
  /** Undefined: up to the end of the log. */
  readonly upTo: number | undefined;
}

/** What numbers a producer's events. */
export interface ProducerKey {
  readonly tenantId: string;
  readonly clientId: string;
}

export type Appended =
  /** In order; the first `duplicates` of them are the originals of what was sent again. */
  | { readonly state: 'appended'; readonly events: readonly EventRecord[]; readonly duplicates: number }
  /** The first sequence number is beyond the producer's next: something before it was never sent. */
  | { readonly state: 'gap'; readonly nextSequence: number }
  /** There is no such producer: it was closed, or never opened. */
  | { readonly state: 'no-producer' };

/**
 * The durable log. One sequence of offsets; what a reader was told to be the end of the log never gets an earlier event
 * afterwards, however long a sender takes between getting an offset and writing.
 */
export interface EventLog {
  /**
   * Appends at neighbouring or at least ascending offsets, all or none; durable when it resolves.
   *
   * @param at milliseconds since the epoch; the log keeps times from going back.
   * @param producer numbers the first event, the others follow. An event that this producer sent before is not appended:
   * its original is returned. Two calls with the same numbers append once.
   */
  append(
    drafts: readonly EventDraft[],
    at: number,
    producer?: ProducerKey & { readonly sequence: number },
  ): Promise<Appended>;
  /** Opens a producer at sequence 1, or one that is open already: the next number is returned. */
  openProducer(producer: ProducerKey, at: number): Promise<{ nextSequence: number }>;
  /** True when it was open. Opened again, it begins anew: nothing it sent before counts as a repetition. */
  closeProducer(producer: ProducerKey): Promise<boolean>;
  /**
   * Events by offset, ascending, at most `limit`; `newestFirst` from the end of the range backwards. Fewer where those have
   * more characters together than a page may have bytes (`limits.eventPage`). Costs what it returns, by key, by
   * namespace and by range. `searchedTo`: no event of the selection is missing between the range's start and this offset
   * (backwards: between this offset and the range's end).
   */
  read(
    selection: EventSelection,
    range: EventRange,
    limit: number,
    newestFirst?: boolean,
  ): Promise<{ events: EventRecord[]; searchedTo: number }>;
  /** By sender, by name. */
  count(selection: EventSelection, range: EventRange): Promise<{ sender: string; count: number }[]>;
  /** The newest offset that readers may see, 0 when nothing was ever appended; expired events count. */
  latestOffset(): Promise<number>;
  /** The greatest offset whose event was taken at that time or before, else 0. */
  offsetAt(time: number): Promise<number>;
  /**
   * Resolves when an event of the selection after that offset may have come, after `waitMs`, or when `signal` aborts;
   * it may resolve too early, never too late.
   */
  waitForEvent(selection: EventSelection, after: number, waitMs: number, signal?: AbortSignal): Promise<void>;
}
