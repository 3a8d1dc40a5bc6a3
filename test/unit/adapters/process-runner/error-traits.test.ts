import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinTraits, splitTraits } from '../../../../adapters/process-runner/error-traits.ts';
import { limits } from '../../../../core/contract/limits.ts';

describe('what an error says of itself', () => {
  it('comes through as it was said', () => {
    const traits = { classes: ['NetworkError', 'Error'], retryAfterSeconds: 0.25 };
    expect(splitTraits('Busy', joinTraits(traits))).toEqual(traits);
    expect(splitTraits('Busy', joinTraits({}))).toEqual({});
  });

  it('ends retries when it is, or extends, a TerminalError', () => {
    expect(splitTraits('TerminalError', '\nError')).toMatchObject({ terminal: true });
    expect(splitTraits('NoSuchCustomer', '\nTerminalError\nError')).toMatchObject({ terminal: true });
    expect(splitTraits('Busy', '\nError')).not.toHaveProperty('terminal');
  });

  it.each(['-1', 'NaN', 'Infinity', 'soon', '1e999', ' '])('asks for no wait with %j', (seconds) => {
    const { retryAfterSeconds } = splitTraits('Busy', seconds);
    expect(retryAfterSeconds === undefined || retryAfterSeconds === 0).toBe(true);
  });

  it('is at most what the port allows, whatever code writes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5000 }), (text) => {
        const { classes = [], retryAfterSeconds = 0 } = splitTraits('Busy', text);
        expect(classes.length).toBeLessThanOrEqual(20);
        for (const name of classes) expect(name.length).toBeLessThanOrEqual(limits.nameLength);
        expect(retryAfterSeconds).toBeGreaterThanOrEqual(0);
        expect(retryAfterSeconds).toBeLessThanOrEqual(limits.retryWaitSeconds);
      }),
    );
    expect(splitTraits('Busy', '1e15').retryAfterSeconds).toBe(limits.retryWaitSeconds);
  });
});
