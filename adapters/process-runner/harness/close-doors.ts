import fs from 'node:fs';
import module from 'node:module';
import net from 'node:net';
import os from 'node:os';
import v8 from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { moduleNotFound } from './load-code.ts';

/**
 * Closes what `node --permission` leaves open (Node 24.21, each tried; see docs/decisions/004-process-runner.md).
 * What it closes by itself: files, child processes, workers, native addons, WASI, the inspector. The network
 * cannot be closed. Nothing more is replaced than must be: Node's own modules assign to `process.chdir`, say.
 */
export function closeDoors(): void {
  narrowSignals();
  refuse(
    process,
    // They act on other processes, or on what this one may do.
    ['_debugProcess', '_debugEnd', 'setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups'],
  );
  // Reports are files, written on a crash too.
  lock(process, 'report', undefined);
  refuse(os, ['setPriority', 'getPriority']);
  refuse(
    v8,
    // Flags can open natives; snapshots and object queries show the whole heap.
    ['setFlagsFromString', 'getHeapSnapshot', 'queryObjects'],
  );
  // They tell which files exist: realpathSync looks at each part of a path before it asks for permission.
  refuse(fs, ['realpathSync']);
  lock(fs.realpathSync, 'native', fs.realpathSync);
  refuse(module, ['findPackageJSON', '_findPath', '_stat']);
  Object.defineProperty(module, '_resolveFilename', {
    value: (specifier: string) => {
      if (module.isBuiltin(specifier)) return specifier;
      throw moduleNotFound(specifier);
    },
  });
  closeUnixSockets();
  dropPermissions();
  module.syncBuiltinESMExports();
}

/**
 * Gives the process its name, for `ps`; a thread has one of its own. On Linux the title overwrites the command line, by
 * which an orphan is known: the mark stays in it, and no code changes it.
 */
export function nameWorker(name: string): void {
  if (isMainThread) process.title = `${name} ${process.argv[2]}`;
  Object.defineProperty(process, 'title', { get: () => name, configurable: false });
}

class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
  readonly code = 'ERR_ACCESS_DENIED';
}

function refuse(owner: object, names: string[]): void {
  for (const name of names) {
    if (!(name in owner)) continue;
    lock(owner, name, () => {
      throw new NotAllowed(`${name} is closed to handlers.`);
    });
  }
}

function lock(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, writable: false, configurable: false, enumerable: false });
}

/** `process.kill` calls `process._kill`; the parent, process groups and everyone else are out of reach. */
function narrowSignals(): void {
  const { pid } = process;
  const owner = process as unknown as { _kill(pid: number, signal: number): number };
  const kill = owner._kill.bind(process);
  lock(owner, '_kill', (target: unknown, signal: unknown) => {
    if (target !== pid || typeof signal !== 'number' || !isMainThread) {
      throw new NotAllowed(
        `A handler may send signals to its own process (${pid}) only, and as a thread not to that.`,
      );
    }
    return kill(pid, signal);
  });
}

/**
 * Refuses UNIX sockets by path where they are made, in the prototype of libuv's pipes: `net`, `http`, `tls` and
 * whatever comes later go through it. TCP is another class.
 */
function closeUnixSockets(): void {
  const probe = net.connect('/dev/null/none');
  probe.on('error', () => {});
  const { _handle } = probe as unknown as { _handle: object };
  refuse(Object.getPrototypeOf(_handle), ['connect', 'connect2', 'bind', 'bind2', 'listen', 'fchmod']);
  probe.destroy();
}

/** Node lets a process read the file it was started with, and ours some start threads; that is over now. */
function dropPermissions(): void {
  const { permission } = process as unknown as { permission?: { drop?(scope: string): void } };
  permission?.drop?.('fs.read');
  permission?.drop?.('worker');
}
