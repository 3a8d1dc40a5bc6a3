import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** What a file in each folder must not import, though it could. */
const planted: Record<string, string> = {
  'core/planted-violation.ts': "import { Hono } from 'hono';\nexport default Hono;\n",
  'core/planted-clock.ts': "import { readFileSync } from 'node:fs';\nexport default readFileSync;\n",
  'adapters/http/planted-violation.ts':
    "import { openCore } from '../../local/open-core.ts';\nexport default openCore;\n",
  'functions/planted-violation.ts':
    "import { openDatabase } from '../adapters/embedded/sqlite/database.ts';\nexport default openDatabase;\n",
  'sdk/planted-violation.ts': "import { accept } from '../core/firing/accept.ts';\nexport default accept;\n",
};

describe('The check of import directions', () => {
  test('finds each planted violation', () => {
    try {
      for (const [path, source] of Object.entries(planted)) writeFileSync(path, source);
      const { status, stdout } = spawnSync(
        'depcruise',
        ['--config', '.dependency-cruiser.cjs', ...Object.keys(planted)],
        {
          encoding: 'utf8',
        },
      );
      expect(status).not.toBe(0);
      for (const path of Object.keys(planted)) expect(stdout).toContain(`imports only what it may: ${path}`);
    } finally {
      for (const path of Object.keys(planted)) rmSync(path, { force: true });
    }
  });
});
