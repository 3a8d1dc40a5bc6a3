import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bridgeAssembly } from './bridge-template.ts';
import { installEmulator } from './install-emulator.ts';
import { runCdk } from './run-cdk.ts';

/** What every deployed host of a test run shares. */
export interface Deployment {
  /** The Python that has the emulator. */
  readonly python: string;
  /** The folder that `cdk synth` made, bridged. */
  readonly assembly: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    deployment: Deployment | undefined;
  }
}

/** Installs the emulator and synthesizes the app, once for all scenarios. */
export default async function setup(project: TestProject): Promise<() => void> {
  const python = installEmulator();
  const assembly = mkdtempSync(join(tmpdir(), 'hookline-assembly-'));
  await runCdk([
    ...['synth', '--quiet', '--output', assembly],
    ...['--context', 'mailFrom=hooks@example.com', '--context', 'deletionProtection=false'],
    ...['--context', 'tokens=true', '--context', 'allowNetworks=127.0.0.1'],
  ]);
  bridgeAssembly(assembly, 'Hookline');
  project.provide('deployment', { python, assembly });
  return () => rmSync(assembly, { recursive: true, force: true });
}
