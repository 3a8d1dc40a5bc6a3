import { CANCEL_SIGNAL, type RunHead, requestKinds, TIME_LIMIT_SIGNAL } from '../protocol.ts';
import { captureOutput } from './capture-output.ts';
import { openChannel } from './channel.ts';
import { closeDoors } from './close-doors.ts';
import { describeError, type ErrorDescription } from './describe-error.ts';
import { type Exports, openCodeLoader } from './load-code.ts';
import { parsePayload } from './parse-payload.ts';
import { type Serialized, serializeResult } from './serialize-result.ts';

/*
 * The program of a runner process. It takes requests one at a time, and blocks while it has none.
 *
 * Everything used after the first bundle is loaded is captured before, because user code may patch what it likes.
 */
const nextTurn = setImmediate;
const later = setTimeout;
const stopTimer = clearTimeout;
const { freeze } = Object;
const Controller = AbortController;
const Exception = DOMException;
const leftovers = process.getActiveResourcesInfo.bind(process);

/** A closed handle is gone a turn or two of the event loop later; what lives longer was left behind. */
const TURNS_TO_CLOSE = 3;
/** The longest a Node timer takes: about 24.8 days. */
const FOR_EVER_MS = 2 ** 31 - 1;

interface Run {
  settled: boolean;
  controller: AbortController | undefined;
  aborted: DOMException | undefined;
  /** Keeps the process awake while the code waits for its signal alone. */
  vigil: NodeJS.Timeout | undefined;
}

type Ending = Serialized | { readonly ok: false; readonly error: ErrorDescription; readonly retire: boolean };

const hidden = [import.meta.url];
const loader = openCodeLoader();
captureOutput();
closeDoors();
const channel = openChannel();
let current: Run | undefined;

process.on('uncaughtException', (error, origin) => {
  const { name, message, stack } = describeError(error, hidden);
  endAtOnce(
    origin === 'unhandledRejection'
      ? {
          name: 'UnhandledRejection',
          message: `A promise was rejected and nobody handled it: ${name}: ${message}`,
          stack,
        }
      : {
          name: 'UncaughtException',
          message: `An error was thrown where nobody catches it: ${name}: ${message}`,
          stack,
        },
  );
});
process.on(TIME_LIMIT_SIGNAL, () => abort('The time limit of the run is over.', 'TimeoutError'));
process.on(CANCEL_SIGNAL, () => abort('The run was cancelled.', 'AbortError'));
// Ctrl-C in a terminal and the end of a service reach every process; the host decides what becomes of this one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('beforeExit', () => {
  if (current === undefined) return;
  if (current.controller !== undefined) {
    current.vigil ??= later(() => {}, FOR_EVER_MS);
    return;
  }
  endAtOnce({
    name: 'ProcessExited',
    message:
      'The handler waits for a promise that nothing can settle any more: no timer, socket or other work is left.',
    stack: '',
  });
});

/** What is open before any user code is. */
let openAtStart = 0;
begin(TURNS_TO_CLOSE);

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
  for (;;) {
    const { kind, head, body } = channel.receive();
    if (kind === requestKinds.run) {
      void start(head as RunHead, body);
      return;
    }
    loader.add((head as { sha256: string }).sha256, body);
  }
}

/** Runs the handler once. Never rejects. */
async function start(head: RunHead, payload: string): Promise<void> {
  const run: Run = { settled: false, controller: undefined, aborted: undefined, vigil: undefined };
  current = run;
  let exports = loader.loaded(head.sha256);
  if (exports === undefined) {
    try {
      exports = await loader.load(head.sha256);
    } catch (thrown) {
      const { name, message, stack } = describeError(thrown, hidden);
      const error = {
        name: 'CodeNotLoadable',
        message: `The code cannot be loaded: ${name}: ${message}`,
        stack,
      };
      // A module that failed to load fails for ever in this process; another one may do better.
      end(run, { ok: false, error, retire: true });
      return;
    }
  }
  try {
    const handler = findHandler(exports, head.exportName);
    if (handler === undefined) {
      const message = `The code has no handler under the export '${head.exportName}'. Export a function, or what defineHandler returns.`;
      end(run, { ok: false, error: { name: 'HandlerNotFound', message, stack: '' }, retire: false });
      return;
    }
    const value = await handler(parsePayload(payload), contextOf(run, head));
    end(run, serializeResult(value));
  } catch (thrown) {
    end(run, { ok: false, error: describeError(thrown, hidden), retire: false });
  }
}

type Handler = (input: unknown, context: unknown) => unknown;

/** The export is the handler, or has it as its `handler`. */
function findHandler(exports: Exports, exportName: string): Handler | undefined {
  const found = exports[exportName];
  if (typeof found === 'function') return found as Handler;
  if (typeof found !== 'object' || found === null) return undefined;
  const { handler } = found as { handler?: unknown };
  return typeof handler === 'function' ? (handler as Handler) : undefined;
}

function contextOf(run: Run, head: RunHead): object {
  freeze(head.run.tags);
  return freeze({
    run: freeze(head.run),
    hookline: freeze(head.hookline),
    get signal(): AbortSignal {
      if (run.controller === undefined) {
        run.controller = new Controller();
        if (run.aborted !== undefined) run.controller.abort(run.aborted);
      }
      return run.controller.signal;
    },
  });
}

function abort(message: string, name: string): void {
  if (current === undefined) return;
  current.aborted = new Exception(message, name);
  current.controller?.abort(current.aborted);
}

/** Reports how the run ended, a turn later: until then an unhandled rejection may come up. */
function end(run: Run, ending: Ending): void {
  nextTurn(() => report(run, ending, 0));
}

function report(run: Run, ending: Ending, turns: number): void {
  if (run.settled) return;
  if (run.vigil !== undefined) stopTimer(run.vigil);
  const dirty = leftovers().length > openAtStart;
  if (dirty && turns < TURNS_TO_CLOSE) {
    nextTurn(() => report(run, ending, turns + 1));
    return;
  }
  run.settled = true;
  if (ending.ok) channel.result(ending.kind, ending.result, dirty);
  else if ('error' in ending) {
    const { name, message, stack } = ending.error;
    channel.error(name, message, stack, dirty || ending.retire);
  } else channel.error('ResultNotSerializable', ending.message, '', dirty);
  next();
}

/** Ends the run from outside its promise. The process takes no further run: nobody knows what still goes on in it. */
function endAtOnce({ name, message, stack }: ErrorDescription): void {
  if (current === undefined || current.settled) return;
  current.settled = true;
  channel.error(name, message, stack, true);
  next();
}
