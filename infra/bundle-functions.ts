import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildOptions, buildSync } from 'esbuild';
import type { FunctionName } from './defaults.ts';

/** The checkout: where `functions/` is. */
const projectRoot = join(import.meta.dirname, '..');

/** The folder of each function in `functions/`. */
const folders: Readonly<Record<FunctionName, string>> = {
  accept: 'firing/accept',
  plan: 'firing/plan',
  invoke: 'firing/invoke',
  settle: 'firing/settle',
  notify: 'firing/notify',
  finish: 'firing/finish',
  admit: 'admit',
  api: 'api',
  deliver: 'mail/deliver',
  bootstrap: 'bootstrap',
  events: 'events',
  runs: 'runs',
  socket: 'events/socket',
  publish: 'events/publish',
  trigger: 'events/trigger',
  record: 'events/record',
  workflows: 'workflows',
  step: 'workflows/step',
  wake: 'workflows/wake',
  runner: 'runner',
};

/** One minified ES module for each function, that holds all it needs, the AWS SDK too. */
const options: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
  alias: {
    '@aws-sdk/credential-provider-node': join(projectRoot, 'functions/environment-credentials.ts'),
    '@hono/zod-openapi': join(projectRoot, 'functions/undescribed-routes.ts'),
  },
  // CommonJS packages inside an ES module look for a `require` to load Node's own modules with.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
};

/**
 * The code of every function, bundled in one go: what they share is read and parsed once. Where the CDK asks for no bundles,
 * as most tests do, it is the source.
 */
export function bundleFunctions(scope: Construct): (name: FunctionName) => Code {
  const source = (name: string) => join(projectRoot, 'functions', folders[name as FunctionName]);
  if (!Stack.of(scope).bundlingRequired) return (name) => Code.fromAsset(source(name));

  const outdir = mkdtempSync(join(tmpdir(), 'hookline-bundles-'));
  // The CDK copies them when the functions are made.
  process.on('exit', () => rmSync(outdir, { recursive: true, force: true }));
  buildSync({
    ...options,
    absWorkingDir: projectRoot,
    outdir,
    entryPoints: Object.fromEntries(
      Object.keys(folders).map((name) => [`${name}/index`, join(source(name), 'handler.ts')]),
    ),
  });
  // The file that each child process of the runner starts with, beside the handler.
  const harness = join(projectRoot, 'adapters/process-runner/build-harness.ts');
  execFileSync(process.execPath, [harness, join(outdir, 'runner')], { stdio: 'inherit' });
  return (name) => Code.fromAsset(join(outdir, name));
}
