import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../core/ports/clock.ts';
import type { Ids } from '../../../core/ports/ids.ts';
import { type Database, StorageFailed } from '../sqlite/database.ts';
import { queueWorker } from './advance.ts';
import { openCheckpoints } from './checkpoint.ts';
import { openDefinitions } from './definitions.ts';
import { endExecution, limitTime } from './end-execution.ts';
import { EngineError } from './errors.ts';
import { type Execution, openExecutions } from './executions.ts';
import { type HistoryEvent, openHistory } from './history.ts';
import type { Json } from './json.ts';
import { type Branch, ENTER, type Live, newBranch } from './live.ts';
import type { Machine } from './load-machine.ts';
import type { LoadedMachine } from './machine.ts';
import { expressionParser } from './parse-expression.ts';
import { openRecovery } from './recover.ts';
import { openResting } from './resting.ts';
import { completeToken, heartbeat } from './run-task.ts';
import { enqueue, type Runtime, type TaskFunction } from './runtime.ts';
import { createTables } from './schema.ts';

export { EngineError, type EngineErrorCode, UnsupportedState } from './errors.ts';
export type { Execution } from './executions.ts';
export type { HistoryEvent } from './history.ts';
export type { Json } from './json.ts';
export type { Machine } from './load-machine.ts';
export type { MachineType } from './machine.ts';
export type { TaskContext, TaskFunction } from './runtime.ts';

export interface EngineOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  /** By `FunctionName`: the embedded stand-ins for Lambda functions. */
  readonly tasks: Readonly<Record<string, TaskFunction>>;
  /** Those that every process knows, at the definition given here; by name: 1 to 80 letters, digits, `_` and `-`. */
  readonly machines: Readonly<Record<string, Machine>>;
  /** Executions that stay in memory though they only wait for tokens; 250 unless given. What is not is read again when it goes on. */
  readonly keptResting?: number;
}

const KEPT_RESTING = 250;

/**
 * Runs Amazon States Language documents in JSONata mode, durably. Every step is a checkpoint in the database's open
 * batch; the engine never waits for the disk. Where a step's effect leaves the process, its task function does.
 */
export interface Engine {
  /**
   * Adds a machine, which `start` then knows, after a restart too. The same again changes nothing. It is written into the open
   * batch.
   *
   * @param name as in `EngineOptions.machines`, whose names keep their definitions.
   * @throws UnsupportedState when the definition is malformed or uses what the engine does not support; EngineError
   *   `StateMachineAlreadyExists` when the name has another definition, `EngineClosed`; StorageFailed when the disk refuses
   */
  define(name: string, machine: Machine): void;
  /**
   * Starts an execution, synchronously: its rows are written into the open batch, it advances through states that do
   * not wait, and its first task functions are called. (Called from within a task function, it advances when that
   * function has returned, in the same turn.)
   * Not to be called inside `database.atomically`: what is undone there would live on in the engine.
   *
   * @param options.name 1 to 80 characters, none of them a control character, space or one of `<>{}[]?*"#%\^|~$&,;:/`.
   *   STANDARD: the name is the execution's own for ever. The same name with the same input, while that execution
   *   runs, gives its id; otherwise it is refused, as Step Functions does.
   * @returns the id: `machine:name`, and for a named EXPRESS execution `machine:name:unique`
   * @throws EngineError `StateMachineDoesNotExist`, `InvalidName`, `ExecutionAlreadyExists`, `EngineClosed`;
   *   StorageFailed when the disk refuses
   */
  start(machine: string, input: Json, options?: { readonly name?: string }): string;
  /** @throws EngineError `ExecutionDoesNotExist`; EXPRESS executions are forgotten in the turn after their end. */
  describe(id: string): Execution;
  /** Ends a running execution as ABORTED and aborts its tasks; does nothing when it has ended. */
  stop(id: string, reason?: { readonly error?: string; readonly cause?: string }): void;
  /** The events of an execution, in order; none where the machine keeps no history. */
  history(id: string): HistoryEvent[];
  /** @throws EngineError `TaskDoesNotExist` when nothing waits for the token (any more). */
  sendTaskSuccess(token: string, output: Json): void;
  /** @throws EngineError `TaskDoesNotExist` */
  sendTaskFailure(token: string, error: string, cause?: string): void;
  /** @throws EngineError `TaskDoesNotExist` */
  sendTaskHeartbeat(token: string): void;
  /**
   * Resolves with the final state when the execution has ended; for EXPRESS, ask before the turn after its end.
   * Its rows are then written, and durable when `database.durable()` resolves.
   *
   * Rejects with EngineError `ExecutionDoesNotExist`. Never settles when the engine closes before.
   */
  finished(id: string): Promise<Execution>;
  /**
   * Forgets STANDARD executions that ended before that time (milliseconds since the epoch), with their history, and frees their
   * names; resolves with how many.
   */
  prune(before: number): Promise<number>;
  /**
   * Takes up every unfinished execution from its last checkpoint: some at once, the others in the turns that follow, and sooner
   * what is asked for (its token answered, the execution stopped). Call it once, after opening.
   */
  recover(): void;
  /**
   * Stops dispatching. What task functions still return is dropped: nothing is lost, the next `recover` calls them
   * again.
   */
  close(): Promise<void>;
}

/**
 * Opens the engine over its tables in the database, creating them where they are missing.
 *
 * @throws UnsupportedState when a definition is malformed or uses what the engine does not support
 */
export function openEngine(options: EngineOptions): Engine {
  const { database, clock, ids, tasks } = options;
  createTables(database);
  const definitions = openDefinitions(database, {
    parse: expressionParser({ clock, ids }),
    hasTask: (name) => Object.hasOwn(tasks, name),
  });
  const executions = openExecutions(database, clock);
  const history = openHistory(database, clock.now);
  const machines = new Map<string, LoadedMachine>();
  for (const [name, machine] of Object.entries(options.machines))
    machines.set(name, definitions.load(name, machine));
  const runtime: Runtime = {
    database,
    clock,
    ids,
    tasks,
    checkpoints: openCheckpoints(database),
    history,
    live: new Map(),
    tokens: new Map(),
    get resting() {
      return resting;
    },
    queue: [],
    drain: () => undefined,
    announce: executions.ended,
    closed: false,
    broken: undefined,
  };
  const resting = openResting(runtime, options.keptResting ?? KEPT_RESTING);
  runtime.drain = queueWorker(runtime);
  const recovery = openRecovery(runtime, definitions.stored, executions.lastEvent);

  const refuseWhenClosed = (): void => {
    if (runtime.broken !== undefined) throw runtime.broken;
    if (runtime.closed)
      throw new EngineError('EngineClosed', 'The engine is closed. Try again after the next start.');
  };
  /** Does something at a caller's request and works off what follows; the caller hears of a failing disk. */
  const act = <T>(change: () => T): T => {
    refuseWhenClosed();
    try {
      const result = change();
      runtime.drain();
      return result;
    } catch (thrown) {
      if (thrown instanceof StorageFailed) runtime.broken = thrown;
      throw thrown;
    }
  };
  /** What is asked for need not be in memory: its turn after a restart may be to come, or it only waits for tokens. */
  const takeUpNow = (id: string): void => {
    if (!runtime.closed && runtime.broken === undefined) act(() => recovery.execution(id));
  };
  const waiting = (token: string): Branch => {
    refuseWhenClosed();
    if (!runtime.tokens.has(token)) act(() => recovery.token(token));
    const branch = runtime.tokens.get(token);
    if (branch !== undefined) return branch;
    throw new EngineError(
      'TaskDoesNotExist',
      'No task waits for this token: it was used, or its time is over.',
    );
  };

  return {
    define(name, machine) {
      act(() => definitions.define(name, machine));
    },
    start(machineName, input, { name } = {}) {
      refuseWhenClosed();
      const machine = machines.get(machineName) ?? definitions.find(machineName);
      if (machine === undefined) {
        throw new EngineError('StateMachineDoesNotExist', `There is no state machine '${machineName}'.`);
      }
      if (name !== undefined && !isName(name)) {
        throw new EngineError(
          'InvalidName',
          `'${name}' cannot name an execution. Use letters, digits, - and _, at most 80.`,
        );
      }
      const standard = machine.type === 'STANDARD';
      if (standard && name !== undefined) {
        const existing = executions.find(`${machineName}:${name}`, runtime.live);
        if (existing !== undefined) return sameExecution(existing, input);
      }
      const unique = ids.next();
      const id =
        name === undefined || standard
          ? `${machineName}:${name ?? unique}`
          : `${machineName}:${name}:${unique}`;
      act(() => launch(runtime, machine, id, name ?? unique, input, executions.started));
      // What goes on later in this turn (an expression that takes jsonata) must be durable with the caller's batch.
      const root = runtime.live.get(id)?.root;
      if (root !== undefined && !root.stored) act(() => runtime.checkpoints.save(root));
      return id;
    },
    describe(id) {
      takeUpNow(id);
      return executions.describe(id, runtime.live);
    },
    stop(id, reason = {}) {
      takeUpNow(id);
      const execution = runtime.live.get(id);
      if (execution === undefined) {
        refuseWhenClosed();
        executions.describe(id, runtime.live);
        return;
      }
      act(() => endExecution(runtime, execution, { status: 'ABORTED', ...reason }));
    },
    history(id) {
      executions.describe(id, runtime.live);
      return history.read(id);
    },
    sendTaskSuccess(token, output) {
      const branch = waiting(token);
      act(() => completeToken(runtime, branch, { output }));
    },
    sendTaskFailure(token, error, cause) {
      const branch = waiting(token);
      act(() => completeToken(runtime, branch, { error, ...(cause === undefined ? {} : { cause }) }));
    },
    sendTaskHeartbeat(token) {
      heartbeat(runtime, waiting(token));
    },
    prune: (before) => executions.prune(before),
    async finished(id) {
      takeUpNow(id);
      return await executions.finished(id, runtime.live);
    },
    recover() {
      act(() => recovery.start());
    },
    close() {
      runtime.closed = true;
      return Promise.resolve();
    },
  };
}

/** The same start again gives the same execution; another one under its name is refused. */
function sameExecution(existing: Execution, input: Json): string {
  if (existing.status === 'RUNNING' && isDeepStrictEqual(existing.input, input)) return existing.id;
  throw new EngineError(
    'ExecutionAlreadyExists',
    existing.status === 'RUNNING'
      ? `'${existing.id}' runs with another input. Choose another name.`
      : `'${existing.id}' has ended. Choose another name.`,
  );
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
function isName(name: string): boolean {
  return /^[^\p{Cc}\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/u.test(name);
}

function launch(
  runtime: Runtime,
  machine: LoadedMachine,
  id: string,
  name: string,
  input: Json,
  started: (execution: Live) => void,
): void {
  const now = runtime.clock.now();
  const execution: Live = {
    id,
    name,
    machine,
    input,
    startedAt: now,
    nextNumber: 1,
    garbage: [],
    lastEvent: 0,
    cancelTimeout: undefined,
    ended: false,
    stored: false,
    root: undefined,
  };
  const root = newBranch(execution, machine, { number: 0, parent: undefined, position: 0, input, now });
  execution.root = root;
  started(execution);
  runtime.live.set(id, execution);
  runtime.history.record(root, 'ExecutionStarted', () => ({ input: JSON.stringify(input) }));
  limitTime(runtime, execution);
  enqueue(runtime, root, ENTER);
}
