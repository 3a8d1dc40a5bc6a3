import { expect } from 'vitest';
import { openTestEngine } from '../states-engine/open-test-engine.ts';
import { joined, validateMachine } from '../states-engine/validate-machine.ts';

/**
 * Expects that the embedded engine and `asl-validator` accept all the documents. The validator takes them together, since it takes long
 * to begin.
 *
 * @param texts each is a document as `compileWorkflow` gives it.
 */
export function expectValidDocuments(texts: Iterable<string>): void {
  const documents = [...new Set(texts)].map(
    (text) => JSON.parse(text.replace(/\$\{step\}/g, 'step')) as Record<string, unknown>,
  );
  if (documents.length === 0) return;
  const machines = documents.map((definition, at) => [
    `shape-${at}`,
    { type: 'STANDARD' as const, definition },
  ]);
  openTestEngine(Object.fromEntries(machines), { step: () => null });
  const rows = documents.map((definition, at) => ({ name: `${at}`, definition, expected: {} }));
  const { isValid, errorsText } = validateMachine(joined(rows));
  expect(isValid, isValid ? '' : errorsText()).toBe(true);
}
