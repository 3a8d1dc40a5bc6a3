import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A running emulator of AWS. */
export interface Emulator {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  /** The file of the certificate that it shows. */
  readonly certificate: string;
  /** Ends it and the functions' processes. */
  stop(): Promise<void>;
}

/**
 * Starts MiniStack on a free loopback port: functions as local processes of the Node that runs this, over TLS and with
 * IAM policies enforced, so that the stack's rights and its demand for TLS are tested too.
 *
 * @param python of an environment that has MiniStack.
 * @param logFile takes what it prints, and what the functions log.
 */
export async function startEmulator(python: string, logFile: string): Promise<Emulator> {
  const directory = mkdtempSync(join(tmpdir(), 'hookline-emulator-'));
  const certificate = join(directory, 'certificate.pem');
  const key = join(directory, 'key.pem');
  makeCertificate(certificate, key);
  const commands = join(directory, 'bin');
  makeNode(commands);
  const port = await freePort();
  // Through its server's command and not its own: that would take port 443 too where it may.
  const child = spawn(
    python,
    // biome-ignore format: options beside their values
    ['-m', 'hypercorn', 'emulator:app', '--bind', `127.0.0.1:${port}`, '--keep-alive', '75',
      '--certfile', certificate, '--keyfile', key],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, with which the functions' processes end.
      detached: true,
      env: {
        // The functions run with the first `node` of the path.
        PATH: `${commands}${delimiter}${process.env.PATH}`,
        HOME: directory,
        TMPDIR: directory,
        // Where `emulator.py` is.
        PYTHONPATH: import.meta.dirname,
        PYTHONDONTWRITEBYTECODE: '1',
        GATEWAY_PORT: String(port),
        LAMBDA_EXECUTOR: 'local',
        AUTH: 'true',
        USE_SSL: '1',
        MINISTACK_SSL_CERT: certificate,
        MINISTACK_SSL_KEY: key,
        NODE_NO_WARNINGS: '1',
      },
    },
  );
  const log = createWriteStream(logFile);
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      log.write(chunk);
      if (printed.includes('Running on https://')) return;
      printed += chunk;
      if (printed.includes('Running on https://')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`The emulator ended with ${code} at the start:\n${printed}`)),
    );
  });
  return {
    url: `https://127.0.0.1:${port}`,
    certificate,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        process.kill(-child.pid!, 'SIGKILL');
        await exited;
      }
      log.end();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function makeCertificate(certificate: string, key: string): void {
  // biome-ignore format: options beside their values
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
}

/** The Node that runs this, with a /tmp for each process, as each environment of Lambda has one. */
function makeNode(directory: string): void {
  mkdirSync(directory);
  const script = `#!/bin/sh\nTMPDIR=$(mktemp -d)\nexport TMPDIR\nexec '${process.execPath}' "$@"\n`;
  writeFileSync(join(directory, 'node'), script, { mode: 0o755 });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
