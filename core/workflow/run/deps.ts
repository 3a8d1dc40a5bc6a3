import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Expressions } from '../../ports/expressions.ts';
import type { HandlerStore } from '../../ports/handler-store.ts';
import type { HttpClient } from '../../ports/http-client.ts';
import type { Ids } from '../../ports/ids.ts';
import type { WorkflowExecutions } from '../../ports/workflow-executions.ts';
import type { WorkflowPlaces } from '../../ports/workflow-places.ts';
import type { WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import type { WorkflowStore } from '../../ports/workflow-store.ts';
import type { YamlParser } from '../../ports/yaml-parser.ts';
import type { TaskKinds } from './task-kinds.ts';

/** What carrying out workflows takes. */
export interface WorkflowDeps {
  readonly runs: WorkflowRunStore;
  readonly workflows: Pick<WorkflowStore, 'get'>;
  readonly executions: WorkflowExecutions;
  readonly places: WorkflowPlaces;
  readonly handlers: Pick<HandlerStore, 'named'>;
  readonly events: Pick<EventLog, 'latestOffset'>;
  readonly kinds: TaskKinds;
  /** For resources; a home without it refuses to start workflows that have some. */
  readonly http?: HttpClient;
  readonly yaml: YamlParser;
  readonly expressions: Expressions;
  readonly clock: Clock;
  readonly ids: Ids;
}
