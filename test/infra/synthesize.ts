import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEndOfEachFile } from '../at-end-of-each-file.ts';
import { type SynthesisOptions, type Synthesized, synthesizeInto } from './synthesize-into.ts';

const outdirs: string[] = [];
atEndOfEachFile(() => {
  for (const outdir of outdirs.splice(0)) rmSync(outdir, { recursive: true, force: true });
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
