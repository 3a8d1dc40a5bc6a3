import type { RunRequest } from '../../core/ports/runner.ts';

/**
 * What host and harness say to each other over file descriptor 3 of the child, a pair of sockets. A thread has such a
 * pair of its own, at another descriptor.
 *
 * First the host sends `SECRET_BYTES` random bytes, read before any user code exists. From then on
 * - host to harness: kind (u8), head length, body length (u32, little endian), head (JSON), body;
 * - harness to host: the secret, kind (u8), flags (u8), the lengths of four texts (u32, little endian), the texts.
 */
export const SECRET_BYTES = 32;

/** Host to harness: kind and two lengths. */
export const REQUEST_HEADER_BYTES = 9;

export const requestKinds = {
  /** Head `{ sha256 }`, body: the bundle. Sent once per process before the first run of that bundle. */
  load: 1,
  /** Head `RunHead`, body: the payload as it was fired. Answered by an outcome, and `done` where that says so. */
  run: 2,
  /** Head `{}`, body: the payload of the firing whose item the next run is about. */
  firingPayload: 3,
} as const;

/** Texts of a reply. */
export const REPLY_TEXTS = 4;
/** Harness to host: secret, kind, flags and the lengths of the texts. */
export const REPLY_HEADER_BYTES = SECRET_BYTES + 2 + 4 * REPLY_TEXTS;

export const replyKinds = {
  /** No texts. Sent once, when the process can take runs. */
  ready: 0,
  /** One text: what the handler returned. */
  text: 1,
  /** One text: what the handler returned, as JSON. */
  json: 2,
  /** Name, message and stack (empty when there is none), and what `joinTraits` makes of the rest. */
  error: 3,
  /** No texts. The run whose outcome came with `more` is over. */
  done: 4,
} as const;

export const replyFlags = {
  /** The result was longer than is kept. */
  cut: 1,
  /** The run left something behind (a timer, a socket): take no more runs here. */
  retire: 2,
  /** The code's onSuccess or onFailure is called now; `done` follows. Whatever becomes of it, this is the outcome. */
  more: 4,
  /** With a result: `shouldSkip` gave it. */
  skipped: 8,
  /** With a result: the handler returned it as a failure. */
  failure: 16,
} as const;

/** The longest reply: what a reply may hold of texts beyond its header. */
export const REPLY_BODY_BYTES = 64 * 1024;

/** Of an error's name, of its message, and of its stack, in bytes of UTF-8. */
export const ERROR_TEXT_BYTES = 16 * 1024;

/** Tells the harness that the run's time limit is over. Signals that no terminal and no init system sends. */
export const TIME_LIMIT_SIGNAL = 'SIGUSR2';
/** Tells the harness that the run was cancelled. */
export const CANCEL_SIGNAL = 'SIGALRM';

/** The harness ends so when code has broken the channel; anyone may, which makes it a violation as well. */
export const CHANNEL_BROKEN_EXIT_CODE = 250;

/** What a process of the harness does, on its command line: it takes runs itself, or starts threads that do. */
export type HarnessMode = 'runs' | 'threads';

/** Threads that one process starts in its life; each has two file descriptors, for its channel and for what it prints. */
export const THREADS = 8;

/** The file descriptors of a thread. */
export function fdsOf(index: number): { channelFd: number; outputFd: number } {
  return { channelFd: 4 + 2 * index, outputFd: 5 + 2 * index };
}

/**
 * What the host asks of a process with threads, as lines of JSON on file descriptor 3, after `SECRET_BYTES` for that
 * channel and for each thread. The process answers with replies of kind `text`, which hold a `ThreadEnd` as JSON.
 */
export type ThreadRequest =
  | { readonly do: 'start'; readonly index: number; readonly memoryMiB: number; readonly name: string }
  | { readonly do: 'tell'; readonly index: number; readonly why: 'timeLimit' | 'cancelled' }
  | { readonly do: 'end'; readonly index: number };

export interface ThreadEnd {
  readonly index: number;
  readonly exitCode: number;
  /** It reached the limit of its heap. */
  readonly outOfMemory: boolean;
  /** Its error, when the harness itself failed. */
  readonly said?: string;
}

/** What the harness needs to make a handler's context, and to know whether this attempt is the last. */
export interface RunHead {
  readonly sha256: string;
  readonly exportName: string;
  readonly run: {
    readonly id: string;
    readonly attempt: number;
    readonly firingId: string;
    readonly hook: string;
    readonly tags: readonly string[];
  };
  readonly item?: RunRequest['item'];
  readonly workflow?: RunRequest['workflow'];
  readonly worker: WorkerName;
  readonly hookline: { readonly endpoint: string; readonly apiKey: string };
  readonly retry?: RunRequest['retry'];
}

/** Which of a tenant's processes or threads it is; `context.worker` of user code. */
export interface WorkerName {
  readonly kind: 'process' | 'thread';
  readonly name: string;
}
