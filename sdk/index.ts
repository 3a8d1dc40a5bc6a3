export type { Event, EventCount, EventStart, Subscription } from '../core/contract/event.ts';
export type {
  AcceptedFiring,
  Firing,
  HistoryEntry,
  MailState,
  Run,
  RunState,
} from '../core/contract/firing.ts';
export type { Hook } from '../core/contract/hook.ts';
export type { ApiKey, CreatedApiKey, Role, User } from '../core/contract/identity.ts';
export type { Mail, MailSummary } from '../core/contract/mail.ts';
export type { Namespace } from '../core/contract/namespace.ts';
export type { RegisteredWorkflow, WorkflowSummary } from '../core/contract/registered-workflow.ts';
export type { FiringSummary, RunSummary } from '../core/contract/run-list.ts';
export type { EndedTask, TaskKinds } from '../core/contract/task.ts';
export type {
  CheckedWorkflow,
  CompiledWorkflow,
  WorkflowDocumentation,
  WorkflowEdge,
  WorkflowError,
  WorkflowGraph,
  WorkflowNode,
  WorkflowPicture,
} from '../core/contract/workflow.ts';
export type { KeptArchive, WorkflowArchive } from '../core/contract/workflow-archive.ts';
export type {
  NewWorkflowRuleInput as NewWorkflowRule,
  WorkflowRule,
} from '../core/contract/workflow-rule.ts';
export type {
  NewWorkflowLimits,
  WorkflowLimits,
  WorkflowRun,
  WorkflowRunDefinition,
  WorkflowRunState,
  WorkflowRunSummary,
  WorkflowRunTrace,
  WorkflowRunVectors,
  WorkflowStep,
  WorkflowStepSummary,
} from '../core/contract/workflow-run.ts';
export { addHook, type EventBinding, type NewHook } from './add-hook.ts';
export { addUser, type NewUser } from './add-user.ts';
export { type CancelledFiring, cancelFiring } from './cancel-firing.ts';
export { cancelRun } from './cancel-run.ts';
export { type ClientErrorCode, HooklineClientError } from './client-error.ts';
export { Connection, type ConnectionOptions, type HooklineConnection } from './connection.ts';
export { createKey } from './create-key.ts';
export {
  type DefinedHandler,
  defineHandler,
  type HandlerContext,
  type HandlerFunction,
  type HandlerModule,
  type HandlerOptions,
  type RegisterOptions,
  type WorkflowHandlerOptions,
} from './define-handler.ts';
export { defineTask, type TaskOptions } from './define-task.ts';
export { deregister } from './deregister.ts';
export { describeHooks } from './describe-hooks.ts';
export {
  EventHandler,
  type EventHandlerClass,
  type HandlerClass,
  type HandlerInstance,
} from './event-handler.ts';
export { EventListener, type EventListenerClass, type ListenerOptions } from './event-listener.ts';
export { addNamespace, type NewNamespace } from './events/add-namespace.ts';
export { countEvents } from './events/count-events.ts';
export type { EventFilter, EventRange, NewEvent } from './events/event.ts';
export { latestOffset } from './events/latest-offset.ts';
export { listAllEvents } from './events/list-all-events.ts';
export { type EventPage, type EventQuery, listEvents } from './events/list-events.ts';
export { listNamespaces } from './events/list-namespaces.ts';
export { listSubscriptions } from './events/list-subscriptions.ts';
export { openProducer, type Producer } from './events/open-producer.ts';
export { removeSubscription } from './events/remove-subscription.ts';
export { sendEvent } from './events/send-event.ts';
export { sendEvents } from './events/send-events.ts';
export { timeToOffset } from './events/time-to-offset.ts';
export { type FireOptions, fire } from './fire.ts';
export { getFiring } from './get-firing.ts';
export { getHandler } from './get-handler.ts';
export { getMail } from './get-mail.ts';
export { getRun } from './get-run.ts';
export type { Handler } from './handler.ts';
export { hooks } from './hooks.ts';
export { type FiringListOptions, listFirings } from './list-firings.ts';
export { listHandlers } from './list-handlers.ts';
export { listKeys } from './list-keys.ts';
export { listMails } from './list-mails.ts';
export { listRuns, type RunListOptions } from './list-runs.ts';
export { listUsers } from './list-users.ts';
export {
  type EventStream,
  type Listener,
  type Listening,
  type ListenOptions,
  listen,
  type WatchOptions,
} from './listen/listen.ts';
export type { ErrorControl, EventWatcher, OnError } from './listen/work-on.ts';
export { HooklineProblem, type Problem } from './problem.ts';
export { register } from './register.ts';
export { removeHook } from './remove-hook.ts';
export { revokeKey } from './revoke-key.ts';
export { rotateKey } from './rotate-key.ts';
export { sendEventTo } from './send-event-to.ts';
export {
  type SqsCredentials,
  type SqsMessage,
  type SqsQueue,
  SqsQueueListener,
} from './sqs-queue-listener.ts';
export { type PrintedText, tailRun } from './tail-run.ts';
export { TerminalError } from './terminal-error.ts';
export { waitForFiring } from './wait-for-firing.ts';
export { endTask, type TaskEnd } from './worker/end-task.ts';
export { listTaskKinds } from './worker/list-task-kinds.ts';
export {
  type Worker,
  type WorkerContext,
  type WorkerOptions,
  type WorkerTask,
  worker,
} from './worker/worker.ts';
export {
  type EventWaitOptions,
  type PassingTask,
  type RequestOptions,
  request,
  sleep,
  wait,
  waitForEvent,
} from './workflow/built-in-tasks.ts';
export { checkWorkflow } from './workflow/check-workflow.ts';
export { compileWorkflow } from './workflow/compile-workflow.ts';
export { documentWorkflow } from './workflow/document-workflow.ts';
export { type DrawOptions, drawWorkflow } from './workflow/draw-workflow.ts';
export type {
  Catching,
  Caught,
  Ending,
  Flow,
  From,
  Guarded,
  Item,
  Merge,
  Merged,
  Output,
  StepOptions,
} from './workflow/flow.ts';
export { getWorkflow } from './workflow/get-workflow.ts';
export { listWorkflows } from './workflow/list-workflows.ts';
export { registerWorkflow } from './workflow/register-workflow.ts';
export { removeWorkflow } from './workflow/remove-workflow.ts';
export { listWorkflowRules } from './workflow/rules/list-workflow-rules.ts';
export { pauseWorkflowRule, resumeWorkflowRule } from './workflow/rules/pause-workflow-rule.ts';
export { putWorkflowRule } from './workflow/rules/put-workflow-rule.ts';
export { removeWorkflowRule } from './workflow/rules/remove-workflow-rule.ts';
export { archiveWorkflow, keepWorkflowArchive } from './workflow/runs/archive-workflow.ts';
export { cancelWorkflow } from './workflow/runs/cancel-workflow.ts';
export { deleteWorkflowRun } from './workflow/runs/delete-workflow-run.ts';
export { drawWorkflowRun } from './workflow/runs/draw-run.ts';
export { getWorkflowRunDefinition } from './workflow/runs/get-definition.ts';
export { getWorkflowOutput, type WorkflowOutputOptions } from './workflow/runs/get-output.ts';
export { getWorkflowRun } from './workflow/runs/get-run.ts';
export { getWorkflowStep } from './workflow/runs/get-step.ts';
export { getWorkflowTrace, getWorkflowVectors } from './workflow/runs/get-vectors.ts';
export {
  listWorkflowRuns,
  type WorkflowRunListOptions,
  type WorkflowRunPage,
} from './workflow/runs/list-runs.ts';
export { restartWorkflow } from './workflow/runs/restart-workflow.ts';
export { restoreWorkflow } from './workflow/runs/restore-workflow.ts';
export type { OwnerOptions } from './workflow/runs/run-path.ts';
export {
  type StartWorkflowOptions,
  startWorkflow,
  type WorkflowToStart,
} from './workflow/runs/start-workflow.ts';
export { terminateWorkflow } from './workflow/runs/terminate-workflow.ts';
export { type WaitForWorkflowOptions, waitForWorkflow } from './workflow/runs/wait-for-workflow.ts';
export { getWorkflowLimits, setWorkflowLimits } from './workflow/runs/workflow-limits.ts';
export { type AnyData, type Flowing, type Task, type TaskParameters, task } from './workflow/task.ts';
export { type Workflow, workflow } from './workflow/workflow.ts';
