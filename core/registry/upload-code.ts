import { limits } from '../contract/limits.ts';
import { sha256Hex } from '../hash.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import type { CodeStore } from '../ports/code-store.ts';
import { declareProblem, type HooklineError } from '../problem.ts';

const bundleTooLarge = declareProblem('code-too-large', { status: 413, title: 'The bundle is too large' });

export function codeTooLarge(): HooklineError {
  return bundleTooLarge(`The bundle has more than ${limits.bundleBytes} bytes, the most that is taken.`);
}

const codeMismatch = declareProblem('code-mismatch', {
  status: 422,
  title: 'The bundle is not what was announced',
});

/** Stores a bundle of the caller's under its SHA-256. */
export async function uploadCode(
  deps: { code: CodeStore },
  caller: Caller,
  sha256: string,
  code: Uint8Array,
): Promise<void> {
  requirePermission(caller, 'register');
  if (code.byteLength > limits.bundleBytes) {
    throw codeTooLarge();
  }
  if (sha256Hex(code) !== sha256) {
    throw codeMismatch('The SHA-256 of the bytes is not the one in the path. Send the bundle again.', {
      field: 'sha256',
    });
  }
  await deps.code.put(caller.userId, sha256, code);
}
