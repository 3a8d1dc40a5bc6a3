import { type ClientErrorCode, HooklineClientError } from '../client-error.ts';
import { HooklineProblem } from '../problem.ts';
import { exitCodes } from './exit-codes.ts';
import { plainText, toJson } from './plain-text.ts';

const usageErrors: ReadonlySet<ClientErrorCode> = new Set([
  'endpoint-missing',
  'endpoint-invalid',
  'api-key-missing',
  'api-key-invalid',
  'invalid-argument',
]);

const remedies: Readonly<Record<string, string>> = {
  'endpoint-missing': 'On the command line: --endpoint 127.0.0.1:4411',
  'api-key-missing': 'On the command line: --api-key hlk_…',
  unauthorized:
    'Set HOOKLINE_API_KEY or pass --api-key. The first start of a platform prints a key of its admin; hookline start --new-admin-key prints another.',
};

/** An error as text for stderr, as JSON when asked, and its exit code. */
export function explainError(error: unknown, json: boolean): { text: string; exitCode: number } {
  const { message, code, field } = describe(error);
  const remedy = code === undefined ? undefined : remedies[code];
  const exitCode = exitCodeOf(error);
  if (json) {
    const status = error instanceof HooklineProblem ? { status: error.status } : {};
    return { text: toJson({ error: { code, field, ...status, message } }), exitCode };
  }
  const where = [code, field === undefined ? undefined : `field ${field}`].filter(
    (part) => part !== undefined,
  );
  const lines = [
    `error: ${plainText(message)}`,
    ...(remedy === undefined ? [] : [remedy]),
    ...(where.length === 0 ? [] : [`(${plainText(where.join(', '))})`]),
  ];
  return { text: `${lines.join('\n')}\n`, exitCode };
}

function describe(error: unknown): { message: string; code?: string; field?: string | undefined } {
  if (error instanceof HooklineProblem || error instanceof HooklineClientError) {
    return { message: error.message, code: error.code, field: error.field };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}

function exitCodeOf(error: unknown): number {
  if (error instanceof HooklineClientError) {
    return usageErrors.has(error.code) ? exitCodes.usage : exitCodes.failed;
  }
  if (!(error instanceof HooklineProblem)) return exitCodes.failed;
  if (error.status === 401 || error.status === 403) return exitCodes.notAllowed;
  return error.status === 404 ? exitCodes.notFound : exitCodes.failed;
}
