import { execFileSync } from 'node:child_process';
import { chmodSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { flattenContract } from './flatten-contract.ts';

const sdk = fileURLToPath(new URL('..', import.meta.url));
const dist = `${sdk}dist`;

/** The published package is the client; the platform stays in the repository. */
const leaveOutPlatform: Plugin = {
  name: 'leave out the platform',
  setup(build) {
    build.onResolve({ filter: /\/local\/(start|open-platform)\.ts$/ }, () => ({
      path: `${sdk}cli/refuse-start.ts`,
    }));
  },
};

rmSync(dist, { recursive: true, force: true });
await build({
  entryPoints: { index: `${sdk}index.ts`, cli: `${sdk}cli/main.ts` },
  outdir: dist,
  bundle: true,
  // What is imported lazily stays apart.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  plugins: [leaveOutPlatform],
});
chmodSync(`${dist}/cli.js`, 0o755);

execFileSync('tsc', ['--project', `${sdk}build/tsconfig.json`], { stdio: 'inherit' });
flattenContract(`${dist}/types/core/contract`);
// Compilers before TypeScript 5.7 do not find declarations by `.ts`.
for (const file of globSync(`${dist}/types/**/*.d.ts`)) {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(from '\.{1,2}\/[^']+)\.ts'/g, "$1.js'"));
}
