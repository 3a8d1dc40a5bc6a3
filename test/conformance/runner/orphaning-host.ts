import { argv } from 'node:process';
import { openProcessRunner } from '../../../adapters/process-runner/runner.ts';
import { asking, memoryCodeStore } from './ask.ts';

/*
 * A platform that is to be killed: it has one idle process and one in an endless loop, and says both pids.
 * Arguments: the harness, the state directory.
 */
const [harnessPath, stateDirectory] = argv.slice(2) as [string, string];
const code = memoryCodeStore();
const ask = asking(openProcessRunner({ code, harnessPath, stateDirectory, maxProcesses: 2 }), code);

const idle = await ask('export default () => process.pid', { tenantId: 'idle' });
const loop = `import net from 'node:net';
  export default ({ port }) => net.connect(port, '127.0.0.1').end(String(process.pid), () => { for (;;); })`;
const { createServer } = await import('node:net');
const server = createServer((socket) => {
  socket.setEncoding('utf8').once('data', (pid) => console.log(`${idle.ok ? idle.result : ''} ${pid}`));
}).listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  void ask(loop, { tenantId: 'busy', payload: JSON.stringify({ port }), timeoutSeconds: 600 });
});
