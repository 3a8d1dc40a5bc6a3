import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { Line } from './crash-child.ts';

const ITEMS = 200;
const CONCURRENCY = 20;

test(`a Map over ${ITEMS} items, killed at random moments, finishes with at most the tasks in flight repeated`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-crash-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const called: string[][] = Array.from({ length: ITEMS }, () => []);
  const recorded = new Map<number, string>();
  let output: readonly string[] | undefined;
  let lives = 0;

  while (output === undefined) {
    lives++;
    const child = spawn(
      process.execPath,
      [
        join(import.meta.dirname, 'crash-child.ts'),
        join(folder, 'engine.db'),
        String(ITEMS),
        String(CONCURRENCY),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    output = await live(child, lives > 5 ? Number.POSITIVE_INFINITY : Math.ceil(Math.random() * 60));
  }

  expect(lives).toBeGreaterThan(2);
  expect(output).toHaveLength(ITEMS);
  for (const [item, by] of called.entries()) {
    expect(by).toContain(output[item]);
    if (recorded.has(item)) expect(output[item]).toBe(recorded.get(item));
  }
  const repeated = called.reduce((sum, by) => sum + by.length - 1, 0);
  expect(repeated).toBeLessThanOrEqual((lives - 1) * CONCURRENCY);

  /** Follows one life of the process, and ends it when the task function was called so often. */
  async function live(child: ChildProcess, calls: number): Promise<readonly string[] | undefined> {
    const exit = once(child, 'exit');
    let result: readonly string[] | undefined;
    let left = calls;
    for await (const text of createInterface({ input: child.stdout! })) {
      const line = JSON.parse(text) as Line;
      if ('recovered' in line) {
        for (const [item, by] of Object.entries(line.recovered)) recorded.set(Number(item), by);
      } else if ('called' in line) {
        expect(recorded.has(line.called), `item ${line.called} was done and is called again`).toBe(false);
        called[line.called]!.push(line.by);
        if (--left === 0) child.kill('SIGKILL');
      } else {
        result = line.output;
      }
    }
    await exit;
    return result;
  }
});
