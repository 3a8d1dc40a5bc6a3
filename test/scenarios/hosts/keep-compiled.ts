import { flushCompileCache } from 'node:module';

// Node writes what it has compiled when a process ends, which one that is killed never does: so it can be asked to before.
process.on('SIGUSR2', () => flushCompileCache());
