import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bridgeAssembly } from './bridge-template.ts';
import { installEmulator } from './install-emulator.ts';
import { runCdk } from './run-cdk.ts';
import { startEmulator } from './start-emulator.ts';

/** What every deployed host of a test run shares. */
export interface Deployment {
  readonly emulator: { readonly url: string; readonly certificate: string };
  /** The folder that `cdk synth` made, bridged. */
  readonly assembly: string;
  /** Holds a folder for each region that is taken. */
  readonly regions: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    deployment: Deployment | undefined;
  }
}

/** Starts the emulator and synthesizes the app, once for all scenarios. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'hookline-deployed-'));
  const assembly = join(directory, 'assembly');
  const regions = mkdtempSync(join(directory, 'regions-'));
  const [emulator] = await Promise.all([
    startEmulator(installEmulator()),
    runCdk([
      ...['synth', '--quiet', '--output', assembly],
      ...['--context', 'mailFrom=hooks@example.com', '--context', 'deletionProtection=false'],
    ]),
  ]);
  bridgeAssembly(assembly, 'Hookline');
  const { url, certificate } = emulator;
  project.provide('deployment', { emulator: { url, certificate }, assembly, regions });
  return async () => {
    await emulator.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}
