import { describe, expect, test, vi } from 'vitest';
import { reportRun } from '../../../../adapters/aws/lambda/report-run.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';
import { type Answer, openPlatform } from '../../sdk/open-platform.ts';

const going: Answer = { status: 200, json: { cancelRequested: false } };
const requested: Answer = { status: 200, json: { cancelRequested: true } };

async function watching(answers: readonly Answer[], runId = 'f-7') {
  const clock = manualClock();
  const platform = await openPlatform((_, index) => answers[index] ?? going);
  const connection = { endpoint: platform.url, apiKey: 'hlr_key' };
  const watch = reportRun(clock, { firingId: 'f', runId, attempt: 2, connection });
  /** Lets five seconds pass after each answer, until there were so many questions. */
  const ask = async (count: number): Promise<void> => {
    await vi.waitUntil(
      () => {
        if (platform.requests.length < count) clock.advance(5000);
        return platform.requests.length >= count;
      },
      { timeout: 10_000 },
    );
    expect(platform.requests).toHaveLength(count);
  };
  return { clock, platform, watch, ask };
}

describe('In the runner function, a run', () => {
  test('reports every five seconds with its own key, and hears whether it is to end', async () => {
    const { platform, watch, ask } = await watching([going, requested]);
    await ask(1);
    expect(watch.signal.aborted).toBe(false);
    expect(platform.requests[0]).toMatchObject({ method: 'POST', url: '/v1/runs/f-7/output' });
    expect(platform.requests[0]?.headers.authorization).toBe('Bearer hlr_key');
    await ask(2);
    await vi.waitFor(() => expect(watch.signal.aborted).toBe(true));
  });

  test('reports what it printed since, once, and again what was not taken', async () => {
    const { platform, watch, ask } = await watching([going, { status: 503, json: {} }, going]);
    const reported = () => platform.requests.map(({ body }) => JSON.parse(String(body)));
    watch.onOutput('one ');
    watch.onOutput('two');
    await ask(1);
    watch.onOutput('three');
    await ask(2);
    await ask(3);
    expect(reported()).toEqual([
      { attempt: 2, text: 'one two' },
      { attempt: 2, text: 'three' },
      { attempt: 2, text: 'three' },
    ]);
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
    expect(platform.requests[0]?.url).toBe('/v1/runs/f-7/output');
  });

  test.each<[string, Answer]>([
    ['breaks off', 'drop'],
    ['is refused', { status: 503, json: { cancelRequested: true } }],
    ['is no JSON', { status: 200, text: 'hello' }],
    ['is nothing', { status: 200, json: null }],
  ])('asks again after an answer that %s', async (_what, answer) => {
    const { watch, ask } = await watching([answer, requested]);
    await ask(1);
    expect(watch.signal.aborted).toBe(false);
    await ask(2);
    await vi.waitFor(() => expect(watch.signal.aborted).toBe(true));
  });
});
