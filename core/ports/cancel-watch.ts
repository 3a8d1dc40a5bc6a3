import type { RunKey } from './firing-store.ts';

/** Tells whoever carries out a run that it is to stop: its cancellation was requested, or its remaining items are cancelled. */
export interface CancelWatch {
  /** Aborted when the run is to stop; at once when that was said before. `stop` ends the watching. */
  watch(key: RunKey): { readonly signal: AbortSignal; stop(): void };
  /** Says that a run is to stop; what was stored is what counts, and this only makes it quick. */
  announce(key: RunKey): void;
}
