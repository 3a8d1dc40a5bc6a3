/**
 * What host and harness say to each other over file descriptor 3 of the child, a pair of sockets.
 *
 * First the host sends `SECRET_BYTES` random bytes, read before any user code exists. From then on
 * - host to harness: kind (u8), head length, body length (u32, little endian), head (JSON), body;
 * - harness to host: the secret, kind (u8), flags (u8), the lengths of three texts (u32, little endian), the texts.
 */
export const SECRET_BYTES = 32;

/** Host to harness: kind and two lengths. */
export const REQUEST_HEADER_BYTES = 9;

export const requestKinds = {
  /** Head `{ sha256 }`, body: the bundle. Sent once per process before the first run of that bundle. */
  load: 1,
  /** Head `RunHead`, body: the payload as it was fired. Answered by one reply. */
  run: 2,
} as const;

/** Harness to host: secret, kind, flags and three lengths. */
export const REPLY_HEADER_BYTES = SECRET_BYTES + 2 + 12;

export const replyKinds = {
  /** No texts. Sent once, when the process can take runs. */
  ready: 0,
  /** One text: what the handler returned. */
  text: 1,
  /** One text: what the handler returned, as JSON. */
  json: 2,
  /** Name, message and stack (empty when there is none). */
  error: 3,
} as const;

export const replyFlags = {
  /** The result was longer than is kept. */
  cut: 1,
  /** The run left something behind (a timer, a socket): take no more runs here. */
  retire: 2,
} as const;

/** The longest reply: what a reply may hold of texts beyond its header. */
export const REPLY_BODY_BYTES = 64 * 1024;

/** Of an error's message, and of its stack, in bytes of UTF-8. */
export const ERROR_TEXT_BYTES = 16 * 1024;

/** Tells the harness that the run's time limit is over. Signals that no terminal and no init system sends. */
export const TIME_LIMIT_SIGNAL = 'SIGUSR2';
/** Tells the harness that the run was cancelled. */
export const CANCEL_SIGNAL = 'SIGALRM';

/** The harness ends so when code has broken the channel; anyone may, which makes it a violation as well. */
export const CHANNEL_BROKEN_EXIT_CODE = 250;

/** What the harness needs to make a handler's context. */
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
  readonly hookline: { readonly endpoint: string; readonly apiKey: string };
}
