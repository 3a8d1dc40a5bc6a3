import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { historyEntrySchema } from '../../core/contract/firing.ts';
import { firingSteps } from '../../core/firing/steps.ts';

const root = join(import.meta.dirname, '../..');

describe('the six words of the path of a firing', () => {
  it.each(firingSteps)('%s is a file of core/firing', (step) => {
    expect(existsSync(join(root, 'core/firing', `${step}.ts`))).toBe(true);
  });

  it('are the folders of functions/firing', () => {
    const folders = readdirSync(join(root, 'functions/firing'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(folders.sort()).toEqual([...firingSteps].sort());
  });

  it('are the tasks of the firing machine, which begins after plan; others of its tasks go by their function', () => {
    const document: unknown = JSON.parse(readFileSync(join(root, 'infra/firing.asl.json'), 'utf8'));
    const afterPlan = firingSteps.slice(firingSteps.indexOf('plan') + 1);
    const tasks = taskStates(document);
    const words: readonly string[] = afterPlan;
    expect(tasks.filter(({ state }) => words.includes(state))).toEqual(
      afterPlan.map((step) => ({ state: step, calls: step })),
    );
    expect(tasks.filter(({ state }) => !words.includes(state))).toEqual([
      { state: 'admit', calls: 'admit' },
      { state: 'invoke item', calls: 'invoke' },
      { state: 'settle item', calls: 'settle' },
      { state: 'admit item', calls: 'admit' },
      { state: 'settle items', calls: 'settle' },
    ]);
  });

  it("are the steps of a firing's history", () => {
    expect(historyEntrySchema.shape.step.options).toEqual([...firingSteps]);
  });
});

const stateSchema = z.object({
  Type: z.string(),
  Arguments: z.object({ FunctionName: z.string() }).optional(),
  ItemProcessor: z.unknown().optional(),
});

/** Every task of a machine and of the machines within its states, in the order of the document. */
function taskStates(machine: unknown): { state: string; calls: string | undefined }[] {
  const { States } = z.object({ States: z.record(z.string(), stateSchema) }).parse(machine);
  return Object.entries(States).flatMap(([state, { Type, Arguments, ItemProcessor }]) => {
    if (Type === 'Task') return [{ state, calls: /^\$\{(\w+)\}$/.exec(Arguments?.FunctionName ?? '')?.[1] }];
    return ItemProcessor === undefined ? [] : taskStates(ItemProcessor);
  });
}
