import type { RunKey, WorkKey } from './firing-store.ts';

/** What an attempt of a run (of an item) printed at once. */
export interface OutputChunk {
  /** Index of the item, for handlers with `each`. */
  readonly item: number | null;
  readonly attempt: number;
  readonly text: string;
}

/**
 * What runs print while they go on, for those who look on. It is kept for minutes, and may be lost with the platform: the
 * record of what a run printed is its outcome's.
 */
export interface LiveOutput {
  /** Adds what was printed, in the order of the calls. */
  add(key: WorkKey, attempt: number, text: string): void | Promise<void>;
  /** The run has its outcome: whoever waits for what it prints goes away, and looks how it stands. */
  ended(key: RunKey): void;
  /**
   * What the run (with all its items) printed after that place: at once when there is something, else as soon as there is, at
   * the latest after `waitMs`, and when it ends. Places are opaque numbers that grow, from 0.
   */
  read(
    key: RunKey,
    after: number,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<{ chunks: OutputChunk[]; next: number }>;
}
