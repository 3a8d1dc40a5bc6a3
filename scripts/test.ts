import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** What is looked at before the tests run: all at the same time, as few of them use every core for all of their time. */
const checks: Record<string, readonly string[]> = {
  types: ['tsc', '--project', '.', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types'],
  lint: ['biome', 'ci', '.', '--error-on-warnings', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`],
  'import directions': ['depcruise', '--config', '.dependency-cruiser.cjs', '.'],
  'dead code': ['knip'],
};

const tests = ['vitest', 'run', ...process.argv.slice(2)];

const shell = process.platform === 'win32';

const startedAt = performance.now();
const passed = await Promise.all(Object.keys(checks).map(check));
if (passed.includes(false)) process.exit(1);
console.log('\n— tests');
const { status } = spawnSync(tests[0]!, tests.slice(1), { stdio: 'inherit', shell });
report('tests', tests, status === 0);
process.exit(status === 0 ? 0 : 1);

/** Prints what a check said when it has ended; the answer is whether it is content. */
async function check(name: string): Promise<boolean> {
  const [command = '', ...args] = checks[name]!;
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [out, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  console.log(`\n— ${name}\n${`${out}${errors}`.trimEnd()}`);
  return report(name, checks[name]!, status === 0);
}

function report(name: string, command: readonly string[], isFine: boolean): boolean {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (isFine) console.log(`  ${name}: fine, after ${seconds} s`);
  else console.error(`\n${name}: failed (${command.join(' ')})`);
  return isFine;
}
