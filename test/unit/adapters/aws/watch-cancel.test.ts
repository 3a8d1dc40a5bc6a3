import { describe, expect, test, vi } from 'vitest';
import { watchCancel } from '../../../../adapters/aws/lambda/watch-cancel.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';
import { type Answer, openPlatform } from '../../sdk/open-platform.ts';

const going: Answer = { status: 200, json: { cancelRequested: null } };
const requested: Answer = {
  status: 200,
  json: { cancelRequested: { by: 'allen', at: '2026-11-21T12:00:00Z' } },
};

async function watching(answers: readonly Answer[], runId = 'f-7') {
  const clock = manualClock();
  const platform = await openPlatform((_, index) => answers[index] ?? going);
  const connection = { endpoint: platform.url, apiKey: 'hlr_key' };
  const watch = watchCancel(clock, { firingId: 'f', runId, connection });
  /** Lets five seconds pass, and the question that is due then be answered. */
  const ask = async (count: number): Promise<void> => {
    clock.advance(5000);
    await vi.waitFor(() => expect(platform.requests).toHaveLength(count));
  };
  return { clock, platform, watch, ask };
}

describe('In the runner function, a run', () => {
  test('asks every five seconds with its own key whether it is to end, until it is', async () => {
    const { platform, watch, ask } = await watching([going, requested]);
    await ask(1);
    expect(watch.signal.aborted).toBe(false);
    expect(platform.requests[0]).toMatchObject({ method: 'GET', url: '/v1/runs/f-7' });
    expect(platform.requests[0]?.headers.authorization).toBe('Bearer hlr_key');
    await vi.waitFor(() => ask(2));
    await vi.waitFor(() => expect(watch.signal.aborted).toBe(true));
  });

  test('that ends sooner asks nothing', async () => {
    const { clock, platform, watch } = await watching([]);
    clock.advance(4999);
    watch.stop();
    clock.advance(60_000);
    expect(platform.requests).toEqual([]);
  });

  test('asks for its run when it is about an item', async () => {
    const { platform, ask } = await watching([], 'f-7.12');
    await ask(1);
    expect(platform.requests[0]?.url).toBe('/v1/runs/f-7');
  });

  test.each<[string, Answer]>([
    ['breaks off', 'drop'],
    ['is refused', { status: 503, json: { cancelRequested: {} } }],
    ['is no JSON', { status: 200, text: 'hello' }],
    ['is nothing', { status: 200, json: null }],
  ])('asks again after an answer that %s', async (_what, answer) => {
    const { watch, ask } = await watching([answer, requested]);
    await ask(1);
    expect(watch.signal.aborted).toBe(false);
    await vi.waitFor(() => ask(2));
    await vi.waitFor(() => expect(watch.signal.aborted).toBe(true));
  });
});
