/** What the firing machine does next with a run, or with one of its items. */
export type Settled =
  | { readonly next: 'notify' | 'end' }
  /** Invokes it again at a time, RFC 3339. */
  | { readonly next: 'wait'; readonly until: string }
  /** Waits for a slot, then invokes it again. */
  | { readonly next: 'admit' }
  /** Invokes these items of it, so many at once, and settles it then; whether each may wait within the execution. */
  | {
      readonly next: 'items';
      readonly items: readonly number[];
      readonly concurrency: number;
      readonly mayWait: boolean;
    };
