import { expect } from 'vitest';
import type { WorkflowGraph } from '../../../core/contract/workflow.ts';
import { type CompiledWorkflow, compileWorkflow } from '../../../core/workflow/compile/compile-workflow.ts';
import { openTestEngine } from '../states-engine/open-test-engine.ts';
import { joined, validateMachine } from '../states-engine/validate-machine.ts';

/**
 * Expects that `asl-validator` and the embedded engine accept the documents of all the graphs. Graphs of one shape have one; the
 * validator takes them together, since it takes long to begin.
 */
export function expectValidDocuments(graphs: Iterable<WorkflowGraph>): void {
  const shapes = new Map<string, CompiledWorkflow>();
  for (const graph of graphs) {
    const compiled = compileWorkflow(graph);
    shapes.set(compiled.sha256, compiled);
  }
  if (shapes.size === 0) return;
  const documents = [...shapes.values()].map(
    ({ text }) => JSON.parse(text.replace(/\$\{step\}/g, 'step')) as Record<string, unknown>,
  );
  const machines = documents.map((definition, at) => [
    `shape-${at}`,
    { type: 'STANDARD' as const, definition },
  ]);
  openTestEngine(Object.fromEntries(machines), { step: () => null });
  const rows = documents.map((definition, at) => ({ name: `${at}`, definition, expected: {} }));
  const { isValid, errorsText } = validateMachine(joined(rows));
  expect(isValid, errorsText()).toBe(true);
}
