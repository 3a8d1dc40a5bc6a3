import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type SynthesisOptions, type Synthesized, synthesizeInto } from './synthesize-into.ts';

const outdirs: string[] = [];
afterAll(() => {
  for (const outdir of outdirs) rmSync(outdir, { recursive: true, force: true });
});

/** The same as `synthesizeInto`, into a folder that goes after the tests. */
export function synthesize(
  context: Readonly<Record<string, string>>,
  options: SynthesisOptions = {},
): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'hookline-synth-'));
  outdirs.push(outdir);
  return synthesizeInto(outdir, context, options);
}
