import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionRights } from './function-rights.ts';

/**
 * Before the first test with a stack: synthesizes the template, which takes seconds, and notes what it allows for all of them.
 * The answer takes it away.
 */
export default function prepare(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-rights-'));
  const path = join(folder, 'rights.json');
  writeFileSync(path, JSON.stringify(functionRights()));
  process.env.HOOKLINE_FUNCTION_RIGHTS = path;
  return () => rmSync(folder, { recursive: true });
}
