import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWaitingRuns, type WaitingRun } from '../../../../adapters/process-runner/waiting-runs.ts';

interface Named extends WaitingRun {
  readonly name: string;
}

const run = (tenantId: string, name: string, lane = ''): Named => ({ tenantId, lane, name });

/** Serves all that waits, one run of the first tenant in the row at a time. */
function serveAll(waiting: ReturnType<typeof openWaitingRuns<Named>>): string[] {
  const served: string[] = [];
  for (const tenantId of waiting.tenants()) {
    const next = waiting.peek(tenantId);
    if (next === undefined) continue;
    waiting.take(next);
    served.push(next.name);
  }
  return served;
}

describe('runs that wait', () => {
  it('are served first come, first served within a tenant, and tenants in turn', () => {
    const waiting = openWaitingRuns<Named>();
    for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) waiting.add(run(name.charAt(0), name));
    expect(serveAll(waiting)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(waiting.size).toBe(0);
  });

  it('of a tenant with one are second to be served, though another tenant has 10,000', () => {
    const waiting = openWaitingRuns<Named>();
    for (let count = 1; count <= 10_000; count++) waiting.add(run('ada', `a${count}`));
    waiting.add(run('bob', 'b1'));
    const served = serveAll(waiting);
    expect(served.slice(0, 3)).toEqual(['a1', 'b1', 'a2']);
    expect(served.at(-1)).toBe('a10000');
    expect(served.length).toBe(10_001);
  });

  it('can be looked at by lane', () => {
    const waiting = openWaitingRuns<Named>();
    waiting.add(run('ada', 'a1', 'thread'));
    waiting.add(run('ada', 'a2', 'process'));
    expect(waiting.peek('ada')?.name).toBe('a1');
    expect(waiting.peek('ada', 'process')?.name).toBe('a2');
    expect(waiting.peek('ada', 'other')).toBeUndefined();
    expect(waiting.peek('bob')).toBeUndefined();
  });

  it('behave like a list for each tenant, whatever is added, taken and given up', () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'take', 'remove'),
      tenantId: fc.constantFrom('ada', 'bob', 'eve'),
      lane: fc.constantFrom('x', 'y'),
      index: fc.nat({ max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const waiting = openWaitingRuns<Named>();
        let expected: Named[] = [];
        steps.forEach(({ what, tenantId, lane, index }, count) => {
          const ofTenant = expected.filter((one) => one.tenantId === tenantId);
          if (what === 'add') {
            const added = run(tenantId, `${count}`, lane);
            waiting.add(added);
            expected.push(added);
          } else if (what === 'take') {
            const next = waiting.peek(tenantId);
            expect(next).toBe(ofTenant[0]);
            if (next !== undefined) waiting.take(next);
            expected = expected.filter((one) => one !== next);
          } else {
            const given = ofTenant[index];
            if (given === undefined) return;
            expect(waiting.remove(given)).toBe(true);
            expect(waiting.remove(given)).toBe(false);
            expected = expected.filter((one) => one !== given);
          }
          expect(waiting.size).toBe(expected.length);
          expect([...waiting.tenants()].sort()).toEqual(
            [...new Set(expected.map((one) => one.tenantId))].sort(),
          );
          expect(waiting.peek(tenantId, lane)).toBe(
            expected.find((one) => one.tenantId === tenantId && one.lane === lane),
          );
        });
      }),
    );
  });
});
