import type { ArchiveStore } from '../../core/ports/archive-store.ts';
import type { CancelWatch } from '../../core/ports/cancel-watch.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { CodeStore } from '../../core/ports/code-store.ts';
import type { EventLog } from '../../core/ports/event-log.ts';
import type { Expressions } from '../../core/ports/expressions.ts';
import type { FiringStore } from '../../core/ports/firing-store.ts';
import type { HandlerStore } from '../../core/ports/handler-store.ts';
import type { HookStore } from '../../core/ports/hook-store.ts';
import type { IdentityStore } from '../../core/ports/identity-store.ts';
import type { Ids } from '../../core/ports/ids.ts';
import type { LiveOutput } from '../../core/ports/live-output.ts';
import type { MailStore } from '../../core/ports/mail-store.ts';
import type { NamespaceStore } from '../../core/ports/namespace-store.ts';
import type { Random } from '../../core/ports/random.ts';
import type { RunControl } from '../../core/ports/run-control.ts';
import type { RunLimits } from '../../core/ports/run-limits.ts';
import type { SchemaValidator } from '../../core/ports/schema-validator.ts';
import type { SubscriptionStore } from '../../core/ports/subscription-store.ts';
import type { TaskQueue } from '../../core/ports/task-queue.ts';
import type { TaskTokens } from '../../core/ports/task-tokens.ts';
import type { TokenSigner } from '../../core/ports/token-signer.ts';
import type { WorkflowRuleStore } from '../../core/ports/workflow-rule-store.ts';
import type { WorkflowRunWatch } from '../../core/ports/workflow-run-watch.ts';
import type { WorkflowStore } from '../../core/ports/workflow-store.ts';
import type { RunEnded } from '../../core/workflow/handler/run-ended.ts';
import type { WorkflowDeps as RunningDeps } from '../../core/workflow/run/deps.ts';
import type { sendEventTo } from '../../core/workflow/wait/send-event-to.ts';

/** What the route that fires needs. */
export type FireDeps = Pick<
  AppDeps,
  | 'hooks'
  | 'handlers'
  | 'firings'
  | 'identities'
  | 'schemas'
  | 'expressions'
  | 'clock'
  | 'ids'
  | 'onInternalError'
>;

/** What the HTTP app needs; the composition root of each process gives it. */
export interface AppDeps {
  readonly hooks: HookStore;
  readonly handlers: HandlerStore;
  readonly firings: FiringStore & RunControl;
  readonly identities: IdentityStore;
  readonly mails: MailStore;
  readonly code: CodeStore;
  /** Where a hook that is bound to events begins. */
  readonly events: Pick<EventLog, 'latestOffset'>;
  /** Where a bundle is sent: this API's own `PUT /v1/code/{sha256}`, or a presigned URL of an object store. */
  readonly codeUploads: {
    uploadFor(
      tenantId: string,
      sha256: string,
      sizeBytes: number,
    ): Promise<{ url: string; headers: Record<string, string> }>;
  };
  readonly schemas: SchemaValidator;
  readonly expressions: Expressions;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Called with each error that is not the caller's, to be logged. */
  readonly onInternalError?: (error: unknown) => void;
}

/** What the routes of the event log need. */
export interface EventDeps extends Pick<AppDeps, 'clock' | 'ids'> {
  readonly events: EventLog;
  readonly namespaces: NamespaceStore;
  readonly subscriptions: SubscriptionStore;
  /** Where listeners open their WebSocket: `wss://…`, or a path of the API itself; undefined where there is none, and they poll. */
  readonly eventSocketUrl: string | undefined;
}

/** What the routes of workflows need. */
export interface WorkflowDeps extends RunningDeps, Pick<AppDeps, 'identities'> {
  readonly workflows: WorkflowStore;
  readonly archives: ArchiveStore;
  readonly watch: WorkflowRunWatch;
}

/** What the routes of task workers need. */
export interface TaskDeps extends RunningDeps {
  readonly tasks: TaskQueue;
  readonly events: EventLog;
  readonly random: Random;
}

/** What the routes of rules need. */
export interface RuleDeps extends Pick<AppDeps, 'expressions' | 'clock'> {
  readonly rules: WorkflowRuleStore;
  readonly namespaces: Pick<NamespaceStore, 'get' | 'list'>;
  readonly events: Pick<EventLog, 'latestOffset'>;
}

/** What the routes need by which others verify the tokens of requests. */
export interface TokenDeps {
  readonly signer: TokenSigner | undefined;
}

/** What the route needs by which runs of workflows are sent events. */
export type RunEventDeps = Parameters<typeof sendEventTo>[0] & Pick<AppDeps, 'onInternalError'>;

/** What the routes need by which firings and runs are looked at and cancelled. */
export interface RunDeps extends Pick<AppDeps, 'handlers' | 'identities' | 'clock'> {
  readonly firings: FiringStore & RunControl;
  readonly events: EventLog;
  readonly output: LiveOutput;
  readonly limits: RunLimits;
  readonly tokens: TaskTokens;
  readonly cancels: CancelWatch;
  readonly runEnded: RunEnded;
}
