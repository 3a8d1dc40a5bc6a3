import fs from 'node:fs';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { fdsOf, replyKinds, SECRET_BYTES, THREADS, type ThreadEnd, type ThreadRequest } from '../protocol.ts';
import { openChannel } from './channel.ts';

const CONTROL_FD = 3;

/**
 * What the main thread of a process with threads does: it starts and ends them as the host asks. It loads no user code, and
 * takes no part in runs: host and thread have a channel of their own. A thread's index is used once.
 *
 * @param harness the address of this program, which each thread runs as well.
 */
export function serveThreads(harness: string): void {
  const control = openChannel(CONTROL_FD);
  // Taken now: once there is user code, it could read what comes.
  const secrets = Array.from({ length: THREADS }, () => readSecret());
  const threads = new Map<number, Worker>();
  let pending = '';

  function start({ index, memoryMiB, name }: ThreadRequest & { do: 'start' }): void {
    const secret = secrets[index] as Uint8Array;
    const fds = fdsOf(index);
    let failure: NodeJS.ErrnoException | undefined;
    const thread = new Worker(new URL(harness), {
      name,
      env: {},
      // What is printed past the harness goes nowhere.
      stdout: true,
      stderr: true,
      workerData: { ...fds, secret },
      resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
    });
    secret.fill(0);
    thread.stdout.resume();
    thread.stderr.resume();
    threads.set(index, thread);
    thread.on('error', (error: NodeJS.ErrnoException) => {
      failure = error;
    });
    thread.on('exit', (exitCode) => {
      threads.delete(index);
      for (const fd of [fds.channelFd, fds.outputFd]) close(fd);
      const outOfMemory = failure?.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const end: ThreadEnd = { index, exitCode, outOfMemory, ...(failure && { said: failure.message }) };
      control.result(replyKinds.text, JSON.stringify(end), 0);
    });
  }

  function carryOut(request: ThreadRequest): void {
    if (request.do === 'start') start(request);
    else if (request.do === 'tell') threads.get(request.index)?.postMessage(request.why);
    else void threads.get(request.index)?.terminate();
  }

  const requests = new net.Socket({ fd: CONTROL_FD });
  requests.setEncoding('utf8');
  requests.on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) carryOut(JSON.parse(line) as ThreadRequest);
  });
  // Without its host, the process ends, whatever its threads do.
  requests.on('close', () => process.kill(process.pid, 'SIGKILL'));
  requests.on('error', () => {});
  control.ready();
}

function readSecret(): Uint8Array {
  const secret = new Uint8Array(SECRET_BYTES);
  for (let have = 0; have < SECRET_BYTES; ) {
    const count = fs.readSync(CONTROL_FD, secret, have, SECRET_BYTES - have, null);
    if (count === 0) process.exit();
    have += count;
  }
  return secret;
}

function close(fd: number): void {
  try {
    fs.closeSync(fd);
  } catch {
    // The code closed it.
  }
}
