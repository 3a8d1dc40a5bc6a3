import type { Command } from 'commander';
import { Connection } from '../connection.ts';
import type { Io } from './io.ts';
import { toJson } from './plain-text.ts';

/** What commands get beside their arguments. */
export interface CommandIo extends Io {
  /** Makes the exit code 1: the command did its work, and what it shows has failed. */
  failed(): void;
}

/** Adds a command to the program. */
export type AddCommand = (program: Command, io: CommandIo) => void;

/** A person waits at the keyboard: long enough for a restart, in seconds. */
const RETRY_SECONDS = 5;

/** The connection that the global options or the environment name. */
export function connect(command: Command): Connection {
  const { endpoint, apiKey } = command.optsWithGlobals<{ endpoint?: string; apiKey?: string }>();
  return new Connection(endpoint, apiKey, { retrySeconds: RETRY_SECONDS });
}

/** Prints a result: as JSON when asked, else as text for people. */
export function print(command: Command, io: Io, result: unknown, text: string): void {
  io.out(wantsJson(command) ? toJson(result) : text);
}

/** Whether `--json` was given. */
export function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true;
}
