import { describe, expect, test } from 'vitest';
import { type Simulated, simulateTask } from '../../../../sdk/cli/simulate-task.ts';
import { seededRandom } from '../../../scenarios/seeded-random.ts';

const task = { kind: 'sleep', name: 'nap', index: 7, parameters: null, input: { n: 1 } };
const context = { signal: new AbortController().signal, runId: 'r', stepId: '4[2].7', deliveries: 1 };

/** Simulates tasks without waiting; resolves with what was told and how long was waited. */
async function simulate(count: number, simulation: { waitSeconds: number; failures: number }, seed = 1) {
  const told: Simulated[] = [];
  const waits: number[] = [];
  const world = { random: seededRandom(seed), sleep: async (ms: number) => void waits.push(ms) };
  const work = simulateTask(simulation, world, (done) => told.push(done));
  const outcomes = await Promise.allSettled(Array.from({ length: count }, () => work(task, context)));
  return { told, waits, outcomes };
}

describe('A simulated task', () => {
  test('takes its time, at most as long as told, and gives its input', async () => {
    const { told, waits, outcomes } = await simulate(200, { waitSeconds: 3, failures: 0 });
    expect(Math.max(...waits)).toBeLessThanOrEqual(3000);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(2000);
    expect(told.map(({ seconds }) => seconds * 1000)).toEqual(waits);
    expect(told[0]).toMatchObject({
      kind: 'sleep',
      name: 'nap',
      runId: 'r',
      stepId: '4[2].7',
      status: 'SUCCESS',
    });
    expect(outcomes).toEqual(outcomes.map(() => ({ status: 'fulfilled', value: { n: 1 } })));
  });

  test('fails as often as told', async () => {
    const { told, outcomes } = await simulate(1000, { waitSeconds: 0, failures: 0.1 });
    const failed = outcomes.filter(({ status }) => status === 'rejected');
    expect(failed.length).toBeGreaterThan(70);
    expect(failed.length).toBeLessThan(130);
    expect(told.filter(({ status }) => status === 'FAILURE')).toHaveLength(failed.length);
    expect(failed[0]).toMatchObject({
      reason: { name: 'SimulatedFailure', message: 'One of 10 % that fail.' },
    });
  });

  test('does the same with the same chance', async () => {
    const simulation = { waitSeconds: 3, failures: 0.5 };
    const [one, same, other] = await Promise.all([1, 1, 2].map((seed) => simulate(50, simulation, seed)));
    expect(one!.told).toEqual(same!.told);
    expect(one!.told).not.toEqual(other!.told);
  });
});
