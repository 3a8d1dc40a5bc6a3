import fs from 'node:fs';
import {
  CHANNEL_BROKEN_EXIT_CODE,
  ERROR_TEXT_BYTES,
  REPLY_BODY_BYTES,
  REPLY_HEADER_BYTES,
  REPLY_TEXTS,
  REQUEST_HEADER_BYTES,
  replyFlags,
  replyKinds,
  SECRET_BYTES,
} from '../protocol.ts';

/*
 * The rule of this file: user code must never reach `reply`, which begins with the secret. So everything that
 * touches it is captured here before user code exists (imported names are live bindings, hence the constants),
 * and `reply` has no prototype: a getter planted on %TypedArray%.prototype is never asked.
 */
const { readSync, writeSync } = fs;
const { apply } = Reflect;
const { set } = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
const Bytes = Uint8Array;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const { encodeInto } = encoder;
const { decode } = decoder;
const parse = JSON.parse;
const largest = Math.max;
/** `process.exit` without the `exit` event, at which user code could go on. */
const { reallyExit } = process as unknown as { reallyExit: (code: number) => never };

const INBOX_BYTES = 64 * 1024;

export interface Request {
  readonly kind: number;
  /** Parsed JSON, made by the host. */
  readonly head: unknown;
  readonly body: string;
}

export interface Channel {
  /** Blocks until the next request: between runs nothing of the process runs. Ends the process when the host is gone. */
  receive(): Request;
  ready(): void;
  /** `kind` is `text` or `json`, `flags` of `replyFlags`; a longer result is cut between two characters. */
  result(kind: number, result: string, flags: number): void;
  /** @param traits what `joinTraits` made. */
  error(name: string, message: string, stack: string, traits: string, flags: number): void;
  done(flags: number): void;
}

/**
 * Opens the channel. To be called before user code is loaded.
 *
 * @param fd its file descriptor.
 * @param secret read from the channel unless given. What is given is wiped out.
 */
export function openChannel(fd: number, secret?: Uint8Array): Channel {
  const reply = new Bytes(REPLY_HEADER_BYTES + REPLY_BODY_BYTES);
  const stage = new Bytes(REPLY_BODY_BYTES).buffer;
  let inbox = new Bytes(INBOX_BYTES);
  let capacity = INBOX_BYTES;
  let start = 0;
  let end = 0;

  Object.defineProperty(reply, 'byteLength', { value: REPLY_HEADER_BYTES + REPLY_BODY_BYTES });
  Object.setPrototypeOf(reply, null);
  if (secret === undefined) {
    for (let have = 0; have < SECRET_BYTES; ) have += read(fd, reply, have, SECRET_BYTES - have);
  } else {
    apply(set, reply, [secret, 0]);
    secret.fill(0);
  }

  /** Makes `inbox[start]` the first of at least `count` bytes. */
  function need(count: number): void {
    if (start + count > capacity) {
      const rest = new Bytes(inbox.buffer, start, end - start);
      capacity = largest(count, INBOX_BYTES);
      const roomy = new Bytes(capacity);
      apply(set, roomy, [rest, 0]);
      inbox = roomy;
      end -= start;
      start = 0;
    }
    while (end - start < count) end += read(fd, inbox, end, capacity - end);
  }

  function takeText(count: number): string {
    need(count);
    const text = apply(decode, decoder, [new Bytes(inbox.buffer, start, count)]) as string;
    start += count;
    if (start === end) start = end = 0;
    return text;
  }

  /** Writes `text` into the reply, whole characters up to `limit` bytes, and its length into the header. */
  function put(index: number, text: string, offset: number, limit: number): { next: number; cut: boolean } {
    const { read: taken, written } = apply(encodeInto, encoder, [
      text,
      new Bytes(stage, 0, limit),
    ]) as ReturnType<typeof encodeInto>;
    apply(set, reply, [new Bytes(stage, 0, written), offset]);
    writeU32(reply, SECRET_BYTES + 2 + 4 * index, written);
    return { next: offset + written, cut: taken < text.length };
  }

  /** @param count texts put so far; the others are empty. */
  function send(kind: number, flags: number, count: number, length: number): void {
    for (let index = count; index < REPLY_TEXTS; index++) writeU32(reply, SECRET_BYTES + 2 + 4 * index, 0);
    reply[SECRET_BYTES] = kind;
    reply[SECRET_BYTES + 1] = flags;
    try {
      for (let done = 0; done < length; ) done += writeSync(fd, reply, done, length - done);
    } catch {
      reallyExit(CHANNEL_BROKEN_EXIT_CODE);
    }
  }

  return {
    receive() {
      need(REQUEST_HEADER_BYTES);
      const kind = inbox[start] as number;
      const headBytes = readU32(inbox, start + 1);
      const bodyBytes = readU32(inbox, start + 5);
      start += REQUEST_HEADER_BYTES;
      need(headBytes + bodyBytes);
      const head = parse(takeText(headBytes));
      const body = takeText(bodyBytes);
      if (start === end && capacity > INBOX_BYTES) {
        inbox = new Bytes(INBOX_BYTES);
        capacity = INBOX_BYTES;
      }
      return { kind, head, body };
    },
    ready() {
      send(replyKinds.ready, 0, 0, REPLY_HEADER_BYTES);
    },
    result(kind, result, flags) {
      const { next, cut } = put(0, result, REPLY_HEADER_BYTES, REPLY_BODY_BYTES);
      send(kind, flags | (cut ? replyFlags.cut : 0), 1, next);
    },
    error(name, message, stack, traits, flags) {
      let { next } = put(0, name, REPLY_HEADER_BYTES, ERROR_TEXT_BYTES);
      next = put(1, message, next, ERROR_TEXT_BYTES).next;
      next = put(2, stack, next, ERROR_TEXT_BYTES).next;
      next = put(3, traits, next, ERROR_TEXT_BYTES).next;
      send(replyKinds.error, flags, REPLY_TEXTS, next);
    },
    done(flags) {
      send(replyKinds.done, flags, 0, REPLY_HEADER_BYTES);
    },
  };
}

function read(fd: number, into: Uint8Array, offset: number, length: number): number {
  let count: number;
  try {
    count = readSync(fd, into, offset, length, null);
  } catch {
    return reallyExit(CHANNEL_BROKEN_EXIT_CODE);
  }
  return count > 0 ? count : reallyExit(0);
}

function readU32(from: Uint8Array, offset: number): number {
  return (
    (from[offset]! | (from[offset + 1]! << 8) | (from[offset + 2]! << 16) | (from[offset + 3]! << 24)) >>> 0
  );
}

function writeU32(into: Uint8Array, offset: number, value: number): void {
  into[offset] = value & 255;
  into[offset + 1] = (value >>> 8) & 255;
  into[offset + 2] = (value >>> 16) & 255;
  into[offset + 3] = value >>> 24;
}
