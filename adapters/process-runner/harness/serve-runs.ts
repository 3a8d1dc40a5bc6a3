import { retryFollows } from '../../../core/firing/retry-follows.ts';
import { joinTraits } from '../error-traits.ts';
import { type RunHead, replyFlags, requestKinds } from '../protocol.ts';
import { captureOutput } from './capture-output.ts';
import { openChannel } from './channel.ts';
import { closeDoors, nameWorker } from './close-doors.ts';
import { describeError, type ErrorDescription } from './describe-error.ts';
import { findHandler, type Handler } from './find-handler.ts';
import { openCodeLoader } from './load-code.ts';
import { parsePayload } from './parse-payload.ts';
import { readReturned, readSkip } from './read-returned.ts';
import { serializeResult } from './serialize-result.ts';

/*
 * What a runner process does, or a thread of one: it takes runs one at a time, and blocks while it has none.
 *
 * Everything used after the first bundle is loaded is captured before, because user code may patch what it likes.
 */
const nextTurn = setImmediate;
const later = setTimeout;
const stopTimer = clearTimeout;
const { freeze } = Object;
const Controller = AbortController;
const Exception = DOMException;
const Failure = Error;

/** A closed handle is gone a turn or two of the event loop later; what lives longer was left behind. */
const TURNS_TO_CLOSE = 3;
/** The longest a Node timer takes: about 24.8 days. */
const FOR_EVER_MS = 2 ** 31 - 1;

interface Run {
  readonly head: RunHead;
  /** Of a run that is about an item: JSON. */
  readonly firingPayload: string | undefined;
  handler: Handler | undefined;
  context: object | undefined;
  /** `reported`: its outcome is sent, and onSuccess or onFailure goes on. */
  state: 'going' | 'reported' | 'settled';
  controller: AbortController | undefined;
  aborted: DOMException | undefined;
  /** Keeps the process awake while the code waits for its signal alone. */
  vigil: NodeJS.Timeout | undefined;
}

/** How a run ended: how that is reported, and what the code wants to do about it. */
interface Ending {
  readonly send: (flags: number) => void;
  readonly hook: Hook | undefined;
  /** The process takes no further run. */
  readonly retire?: boolean;
}

interface Hook {
  readonly name: 'onSuccess' | 'onFailure';
  readonly call: () => unknown;
}

/** What the code is told by its signal. */
export type Told = 'timeLimit' | 'cancelled';

export interface Surroundings {
  /** File descriptors of the channel, and of what is printed. */
  readonly channelFd: number;
  readonly outputFd: number;
  /** Read from the channel unless given. */
  readonly secret?: Uint8Array;
  /** Parts of lines of a stack that are not shown: where the harness lives. */
  readonly hidden: readonly string[];
}

/**
 * Takes runs until the host is gone. What code must not have is closed before any is loaded.
 *
 * @returns a function that tells the code of the current run by its signal that its time is over.
 */
export function serveRuns({ channelFd, outputFd, secret, hidden }: Surroundings): (told: Told) => void {
  const leftovers = process.getActiveResourcesInfo.bind(process);
  const loader = openCodeLoader();
  const print = captureOutput(outputFd);
  closeDoors();
  const channel = openChannel(channelFd, secret);
  let current: Run | undefined;
  let isNamed = false;
  /** What is open before any user code is. */
  let openAtStart = 0;

  process.on('uncaughtException', (error, origin) => {
    const { name, message, stack } = describeError(error, hidden);
    endAtOnce(
      origin === 'unhandledRejection'
        ? own(
            'UnhandledRejection',
            `A promise was rejected and nobody handled it: ${name}: ${message}`,
            stack,
          )
        : own('UncaughtException', `An error was thrown where nobody catches it: ${name}: ${message}`, stack),
      error,
    );
  });
  process.on('beforeExit', () => {
    if (current === undefined) return;
    if (current.controller !== undefined) {
      current.vigil ??= later(() => {}, FOR_EVER_MS);
      return;
    }
    const message =
      'The handler waits for a promise that nothing can settle any more: no timer, socket or other work is left.';
    endAtOnce(own('ProcessExited', message, ''), new Failure(message));
  });
  begin(TURNS_TO_CLOSE);
  return tell;

  /** Takes the first run when what the start opened and closed again is gone. */
  function begin(turns: number): void {
    if (turns > 0) {
      nextTurn(() => begin(turns - 1));
      return;
    }
    openAtStart = leftovers().length;
    channel.ready();
    next();
  }

  /** Blocks until there is a run, and starts it. */
  function next(): void {
    current = undefined;
    let firingPayload: string | undefined;
    for (;;) {
      const { kind, head, body } = channel.receive();
      if (kind === requestKinds.run) {
        void start(head as RunHead, body, firingPayload);
        return;
      }
      if (kind === requestKinds.firingPayload) firingPayload = body;
      else loader.add((head as { sha256: string }).sha256, body);
    }
  }

  /** Runs the handler once. Never rejects. */
  async function start(head: RunHead, payload: string, firingPayload: string | undefined): Promise<void> {
    if (!isNamed) nameWorker(head.worker.name);
    isNamed = true;
    const run: Run = {
      head,
      firingPayload,
      handler: undefined,
      context: undefined,
      state: 'going',
      controller: undefined,
      aborted: undefined,
      vigil: undefined,
    };
    current = run;
    let exports = loader.loaded(head.sha256);
    if (exports === undefined) {
      try {
        exports = await loader.load(head.sha256);
      } catch (thrown) {
        const { name, message, stack } = describeError(thrown, hidden);
        const error = own('CodeNotLoadable', `The code cannot be loaded: ${name}: ${message}`, stack);
        // A module that failed to load fails for ever in this process; another one may do better.
        end(run, { send: sending(error), hook: undefined, retire: true });
        return;
      }
    }
    try {
      const handler = findHandler(exports, head.exportName);
      if (handler === undefined) {
        const message = `The code has no handler under the export '${head.exportName}'. Export a function, what defineHandler returns, or a class that extends EventHandler.`;
        end(run, { send: sending(own('HandlerNotFound', message, '')), hook: undefined });
        return;
      }
      const input = parsePayload(payload);
      const context = contextOf(run);
      run.handler = handler;
      run.context = context;
      const skip = handler.shouldSkip && readSkip(await handler.shouldSkip(input, context));
      if (skip) succeed(run, skip.data, replyFlags.skipped);
      else {
        const { failed, result } = readReturned(await handler.process(input, context));
        if (failed) returnFailure(run, result);
        else succeed(run, result, 0);
      }
    } catch (thrown) {
      fail(run, describeError(thrown, hidden), thrown);
    }
  }

  function contextOf(run: Run): object {
    const { head, firingPayload } = run;
    freeze(head.run.tags);
    let whole: unknown;
    return freeze({
      run: freeze(head.run),
      ...(head.item && { item: freeze(head.item) }),
      ...(head.workflow && { workflow: freeze(head.workflow) }),
      /** Parsed when it is asked for first: most handlers of items look at theirs only. */
      get payload(): unknown {
        if (firingPayload !== undefined) whole ??= parsePayload(firingPayload);
        return whole;
      },
      worker: freeze(head.worker),
      hookline: freeze(head.hookline),
      get signal(): AbortSignal {
        return signalOf(run);
      },
    });
  }

  function tell(told: Told): void {
    const run = current;
    if (run === undefined) return;
    const isLate = told === 'timeLimit';
    run.aborted = isLate
      ? new Exception('The time limit of the run is over.', 'TimeoutError')
      : new Exception('The run was cancelled.', 'AbortError');
    run.controller?.abort(run.aborted);
    if (!isLate || run.state !== 'going') return;
    const error = own('TimeLimitExceeded', 'The run took longer than its time limit.', '');
    const hook = failureHook(run, error, named(new Failure(error.message), error.name));
    if (hook === undefined) return;
    // The host knows the outcome. What the code does about it has the grace before the kill.
    nextTurn(() => {
      if (run.state !== 'going') return;
      run.state = 'reported';
      void callHook(run, hook, true);
    });
  }

  function succeed(run: Run, value: unknown, flags: number): void {
    const serialized = serializeResult(value);
    if (!serialized.ok) {
      fail(run, own('ResultNotSerializable', serialized.message, ''), new Failure(serialized.message));
      return;
    }
    const { kind, result } = serialized;
    const { handler, context } = run;
    end(run, {
      send: (more) => channel.result(kind, result, flags | more),
      hook: handler?.onSuccess && {
        name: 'onSuccess',
        call: () => handler.onSuccess?.(value, context),
      },
    });
  }

  function returnFailure(run: Run, value: unknown): void {
    const serialized = serializeResult(value);
    if (!serialized.ok) {
      fail(run, own('ResultNotSerializable', serialized.message, ''), new Failure(serialized.message));
      return;
    }
    const { kind, result } = serialized;
    const error = named(new Failure(result), 'ReturnedFailure');
    end(run, {
      send: (more) => channel.result(kind, result, replyFlags.failure | more),
      hook: failureHook(run, { ...own('ReturnedFailure', result, ''), traits: { terminal: true } }, error),
    });
  }

  function fail(run: Run, error: ErrorDescription, thrown: unknown): void {
    end(run, { send: sending(error), hook: failureHook(run, error, thrown) });
  }

  /** `onFailure`, when the code has one and this failure is the run's last. */
  function failureHook(run: Run, { name, traits }: ErrorDescription, thrown: unknown): Hook | undefined {
    const { handler, context, head } = run;
    if (handler?.onFailure === undefined) return undefined;
    if (retryFollows(head.retry, (head.retry?.failures ?? 0) + 1, { name, ...traits })) return undefined;
    return { name: 'onFailure', call: () => handler.onFailure?.(thrown, context) };
  }

  function sending({ name, message, stack, traits }: ErrorDescription): (flags: number) => void {
    return (flags) => channel.error(name, message, stack, joinTraits(traits), flags);
  }

  /** Reports how the run ended, a turn later: until then an unhandled rejection may come up. */
  function end(run: Run, ending: Ending): void {
    nextTurn(() => report(run, ending, 0));
  }

  function report(run: Run, ending: Ending, turns: number): void {
    if (run.state !== 'going') return;
    if (run.vigil !== undefined) stopTimer(run.vigil);
    run.vigil = undefined;
    if (ending.hook !== undefined) {
      run.state = 'reported';
      ending.send(replyFlags.more);
      void callHook(run, ending.hook, ending.retire === true);
      return;
    }
    const dirty = leftovers().length > openAtStart;
    if (dirty && turns < TURNS_TO_CLOSE) {
      nextTurn(() => report(run, ending, turns + 1));
      return;
    }
    run.state = 'settled';
    ending.send(dirty || ending.retire ? replyFlags.retire : 0);
    next();
  }

  /** Lets the code do what it wants to about the outcome. It is reported by now: nothing changes it. */
  async function callHook(run: Run, { name, call }: Hook, retire: boolean): Promise<void> {
    try {
      await call();
    } catch (thrown) {
      complain(name, describeError(thrown, hidden));
    }
    nextTurn(() => finish(run, retire, 0));
  }

  function finish(run: Run, retire: boolean, turns: number): void {
    if (run.state === 'settled') return;
    if (run.vigil !== undefined) stopTimer(run.vigil);
    run.vigil = undefined;
    const dirty = leftovers().length > openAtStart;
    if (dirty && !retire && turns < TURNS_TO_CLOSE) {
      nextTurn(() => finish(run, retire, turns + 1));
      return;
    }
    run.state = 'settled';
    channel.done(dirty || retire ? replyFlags.retire : 0);
    next();
  }

  /**
   * Ends the run from outside its promise. The process takes no further run: nobody knows what still goes on in it.
   *
   * @param thrown what onFailure gets.
   */
  function endAtOnce(error: ErrorDescription, thrown: unknown): void {
    const run = current;
    if (run === undefined || run.state === 'settled') return;
    if (run.state === 'reported') {
      complain('onSuccess or onFailure', error);
      finish(run, true, 0);
      return;
    }
    const hook = failureHook(run, error, thrown);
    const send = sending(error);
    if (hook === undefined) {
      run.state = 'settled';
      send(replyFlags.retire);
      next();
    } else {
      run.state = 'reported';
      send(replyFlags.more);
      void callHook(run, hook, true);
    }
  }

  function complain(who: string, { name, message, stack }: ErrorDescription): void {
    print(`${who} failed, which changes nothing about the outcome: ${stack || `${name}: ${message}`}\n`);
  }
}

/** The code's signal is made when it asks for it. */
function signalOf(run: Run): AbortSignal {
  if (run.controller === undefined) {
    run.controller = new Controller();
    if (run.aborted !== undefined) run.controller.abort(run.aborted);
  }
  return run.controller.signal;
}

function named(error: Error, name: string): Error {
  error.name = name;
  return error;
}

/** An error of the runner itself. */
function own(name: string, message: string, stack: string): ErrorDescription {
  return { name, message, stack, traits: {} };
}
