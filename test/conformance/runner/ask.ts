import { sha256Hex } from '../../../core/hash.ts';
import type { CodeStore } from '../../../core/ports/code-store.ts';
import type { RunFailed, Runner, RunOutcome, RunRequest, RunSucceeded } from '../../../core/ports/runner.ts';

/** Opens the runner that is tested; it finds its bundles in `code` and gives each run 64 MiB of heap. */
export type OpenRunner = (code: CodeStore) => Promise<Runner>;

/** A code store in memory. */
export function memoryCodeStore(): CodeStore {
  const bundles = new Map<string, Uint8Array>();
  return {
    async put(tenantId, sha256, code) {
      bundles.set(`${tenantId} ${sha256}`, code);
    },
    async get(tenantId, sha256) {
      const code = bundles.get(`${tenantId} ${sha256}`);
      if (code === undefined) throw new Error(`No bundle ${sha256}.`);
      return code;
    },
    has: async (tenantId, sha256) => bundles.has(`${tenantId} ${sha256}`),
  };
}

/** What a test says of a run; the rest is the same for all. */
export type Wish = Partial<Omit<RunRequest, 'payload' | 'code'>> & {
  /** JSON text or bytes; `{}` when not given. */
  readonly payload?: string | Uint8Array;
  /** `default` when not given. */
  readonly exportName?: string;
};

/** Has the source of a module run. */
export type Ask = (source: string, wish?: Wish) => Promise<RunOutcome>;

/** @param all what all runs have in common. */
export function asking(runner: Runner, code: CodeStore, all: Wish = {}): Ask {
  return async (source, own = {}) => {
    const wish = { ...all, ...own };
    const { payload = '{}', exportName = 'default', ...rest } = wish;
    const bundle = Buffer.from(source);
    const sha256 = sha256Hex(bundle);
    const tenantId = wish.tenantId ?? 'tenant-1';
    await code.put(tenantId, sha256, bundle);
    return runner.run({
      runId: 'firing-1-7',
      attempt: 1,
      firingId: 'firing-1',
      hook: 'ctingress.on_complete',
      tags: ['pmu'],
      tenantId,
      code: { sha256, exportName },
      payload: Buffer.from(payload),
      timeoutSeconds: 20,
      connection: { endpoint: 'http://127.0.0.1:4411', apiKey: 'run-key' },
      ...rest,
    });
  };
}

/** The outcome as a success; an error that tells the failure otherwise. */
export function succeeded(outcome: RunOutcome): RunSucceeded {
  if (outcome.ok) return outcome;
  throw new Error(`The run failed: ${outcome.error.name}: ${outcome.error.message}\n${outcome.output}`);
}

/** The outcome as a failure; an error that tells the result otherwise. */
export function failed(outcome: RunOutcome): RunFailed {
  if (!outcome.ok) return outcome;
  throw new Error(`The run succeeded with: ${outcome.result}`);
}
