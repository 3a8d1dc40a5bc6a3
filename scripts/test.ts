import { spawnSync } from 'node:child_process';

/** What `npm test` runs, in order; the quick ones first. */
const checks: Record<string, string[]> = {
  types: ['tsc', '--project', '.'],
  lint: ['biome', 'ci', '.', '--error-on-warnings'],
  'import directions': ['depcruise', '--config', '.dependency-cruiser.cjs', '.'],
  'dead code': ['knip'],
  tests: ['vitest', 'run', ...process.argv.slice(2)],
};

for (const [name, [command, ...args]] of Object.entries(checks)) {
  const startedAt = performance.now();
  console.log(`\n— ${name}`);
  const { status } = spawnSync(command!, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error(`\n${name}: failed (${[command, ...args].join(' ')})`);
    process.exit(1);
  }
  console.log(`  ${name}: fine, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
