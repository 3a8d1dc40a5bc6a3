import { sqliteNamespaceStore } from '../../../../../adapters/embedded/sqlite/namespace-store.ts';
import { deliveredEvents } from '../../../../../adapters/embedded/sqlite/workflows/delivered-events.ts';
import { sqliteEventBoxes } from '../../../../../adapters/embedded/sqlite/workflows/event-boxes.ts';
import {
  type SqliteEventWaits,
  sqliteEventWaits,
} from '../../../../../adapters/embedded/sqlite/workflows/event-waits.ts';
import { sqliteLatchStore } from '../../../../../adapters/embedded/sqlite/workflows/latch-store.ts';
import type { EventDraft, EventRecord } from '../../../../../core/ports/event-log.ts';
import type { IdentityStore } from '../../../../../core/ports/identity-store.ts';
import type { LatchStore } from '../../../../../core/ports/latch-store.ts';
import type { NamespaceStore } from '../../../../../core/ports/namespace-store.ts';
import type { StepRecord } from '../../../../../core/ports/workflow-run-store.ts';
import { deliverEvent, findDeliveries } from '../../../../../core/workflow/wait/deliver-event.ts';
import type { WaitDeps } from '../../../../../core/workflow/wait/deps.ts';
import { eventKind } from '../../../../../core/workflow/wait/event-kind.ts';
import { latchKind } from '../../../../../core/workflow/wait/latch-kind.ts';
import { sendEventTo } from '../../../../../core/workflow/wait/send-event-to.ts';
import { deliverEvents } from '../../../../../local/deliver-events.ts';
import { appendAll } from '../../../../conformance/event-drafts.ts';
import {
  ada,
  type HomeParts,
  openWorkflows,
  type Workflows,
  type WorkflowsOptions,
} from '../run/open-workflows.ts';

export interface WaitsOptions extends Omit<WorkflowsOptions, 'kinds'> {
  /** Whether somebody goes through the log; true unless given. */
  readonly delivering?: boolean;
  /** What takes the place of a part. */
  readonly replace?: (deps: WaitDeps) => Partial<WaitDeps>;
}

/** Workflows that wait, over the real log, the real stores and the real engine. */
export interface Waits {
  readonly home: Workflows;
  readonly waits: WaitDeps;
  /** Whether somebody may wait for events of the key. */
  readonly awaits: (key: string) => boolean;
  readonly latches: LatchStore;
  readonly namespaces: NamespaceStore;
  readonly identities: IdentityStore;
  readonly errors: unknown[];
  /** Events of `ada` in the namespace `default`; delivered when it resolves. */
  append(...drafts: Partial<EventDraft>[]): Promise<EventRecord[]>;
  deliver(event: EventRecord): Promise<void>;
  send(key: string, payload: unknown, runId?: string): Promise<string>;
  step(stepId: string, runId?: string): Promise<StepRecord | undefined>;
  outputOf(runId?: string): Promise<unknown>;
  /** What the log tells of events that were stored in runs. */
  receipts(): Promise<unknown[]>;
  /** Ends the process, and starts another. */
  reopen(options?: WaitsOptions): Promise<Waits>;
  /** Kills the process, which may stand still in the middle of anything, and starts another. */
  killAndReopen(options?: WaitsOptions): Promise<Waits>;
  close(): Promise<void>;
}

export async function openWaits(options: WaitsOptions = {}): Promise<Waits> {
  const made = make(options);
  return wrap(await openWorkflows({ ...options, kinds: made.kinds }), made, options);
}

function make(options: WaitsOptions) {
  const made = {
    parts: undefined as HomeParts | undefined,
    waits: undefined as WaitDeps | undefined,
    eventWaits: undefined as SqliteEventWaits | undefined,
    namespaces: undefined as NamespaceStore | undefined,
    latches: undefined as LatchStore | undefined,
    kinds: (parts: HomeParts) => {
      const { database, clock, events, identities, runs, endStep } = parts;
      const namespaces = sqliteNamespaceStore(database);
      const latches = sqliteLatchStore(database);
      const eventWaits = sqliteEventWaits(database);
      const deps: WaitDeps = {
        runs,
        waits: eventWaits,
        boxes: sqliteEventBoxes(database),
        latches,
        events,
        namespaces,
        identities,
        clock,
        random: () => 0,
        endStep,
      };
      const waits = { ...deps, ...options.replace?.(deps) };
      Object.assign(made, { parts, waits, eventWaits, namespaces, latches });
      return { event: eventKind(waits), latch: latchKind(waits) };
    },
  };
  return made;
}

function wrap(home: Workflows, made: ReturnType<typeof make>, options: WaitsOptions): Waits {
  const { database, clock, events } = made.parts!;
  const waits = made.waits!;
  const errors: unknown[] = [];
  const follower =
    options.delivering === false
      ? undefined
      : deliverEvents({
          events,
          place: deliveredEvents(database),
          awaits: made.eventWaits!.awaits,
          find: (event) => findDeliveries(waits, event),
          clock,
          onError: (error) => errors.push(error),
        });
  const start = async (other: WaitsOptions): Promise<Waits> => {
    const again = make(other);
    return wrap(await home.reopen({ ...other, kinds: again.kinds }), again, other);
  };
  return {
    home,
    waits,
    awaits: made.eventWaits!.awaits,
    latches: made.latches!,
    namespaces: made.namespaces!,
    identities: made.parts!.identities,
    errors,
    async append(...drafts) {
      const appended = await appendAll(events, drafts, clock.now());
      await home.quiet();
      return appended;
    },
    async deliver(event) {
      await deliverEvent(waits, event);
      await home.quiet();
    },
    async send(key, payload, runId = 'r') {
      const sent = await sendEventTo(waits, ada, { runId, key, payload }).then(
        () => 'stored',
        (error) => error.code as string,
      );
      await home.quiet();
      return sent;
    },
    async step(stepId, runId = 'r') {
      return (await home.deps.runs.steps({ tenantId: ada.userId, runId }, [stepId]))[0];
    },
    async outputOf(runId = 'r') {
      const run = await home.get(runId);
      return run.state === 'succeeded' ? run.output : run.state;
    },
    async receipts() {
      const { events: found } = await events.read(
        {
          scope: { notBefore: new Map(), others: 0 },
          keys: ['eventCheckpointed'],
          sender: undefined,
          eventType: 'receipt',
        },
        { after: 0, upTo: undefined },
        1000,
      );
      return found.map(({ value }) => JSON.parse(value));
    },
    async reopen(other = options) {
      await follower?.stop();
      return await start(other);
    },
    async killAndReopen(other = options) {
      // It finds no database any more.
      follower?.stop().catch(() => {});
      return await start(other);
    },
    async close() {
      await follower?.stop();
      home.close();
    },
  };
}
