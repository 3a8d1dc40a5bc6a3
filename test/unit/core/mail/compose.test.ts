import { describe, expect, test } from 'vitest';
import { composeMail } from '../../../../core/mail/compose.ts';
import type { ItemRecord } from '../../../../core/ports/firing-store.ts';
import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import type { RunOutcome } from '../../../../core/ports/runner.ts';

const handler: HandlerRecord = {
  id: 5,
  name: 'trivial-handler',
  hook: 'ctingress.on_complete',
  version: 2,
  notifyOnSuccess: 'success@example.com',
  notifyOnFailure: 'failure@example.com',
  tags: [],
  code: { sha256: 'a'.repeat(64), exportName: 'default' },
  tenantId: 'tenant',
  createdBy: 'allen',
  updatedBy: 'allen',
  createdAt: 0,
  updatedAt: 0,
};
const firing = { id: 'f'.repeat(22), hook: handler.hook, firedBy: 'ingest' };
const compose = (outcome: RunOutcome, attempt = 1, items?: { count: number; known: ItemRecord[] }) =>
  composeMail(firing, handler, runWith(outcome, attempt, items?.count ?? null), items?.known);
const runWith = (outcome: RunOutcome, attempt: number, itemCount: number | null) => ({
  firingId: firing.id,
  handlerId: 5,
  handlerVersion: 2,
  tenantId: 'tenant',
  attempt,
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  endedAt: Date.UTC(2026, 0, 2, 3, 4, 6),
  notifiedAt: null,
  secretHash: '',
  outcome,
  waiting: null,
  attempts: [],
  cancelRequested: null,
  itemCount,
});
const success = {
  ok: true,
  result: 'completed successfully',
  resultType: 'text',
  resultCut: false,
  output: '',
  durationMs: 1234,
} as const;

describe('The e-mail about a success', () => {
  test('says which handler, hook, firing, version and attempt, how long it took, and what it returned', () => {
    const { subject, text } = compose(success, 3);
    expect(subject).toBe('[Hookline] trivial-handler succeeded (ctingress.on_complete)');
    expect(text).toBe(`trivial-handler succeeded

Handler:   trivial-handler
Hook:      ctingress.on_complete
Version:   2
Firing:    ${firing.id}
Fired by:  ingest
Run:       ${firing.id}-5
Attempts:  3
Started:   2026-01-02T03:04:05.000Z
Duration:  1.23 s

Returned
--------
completed successfully
`);
  });

  test('says so when the result was cut, and when there was none', () => {
    expect(compose({ ...success, resultCut: true }).text).toContain(
      '[cut here: at most 64 KiB of a result are kept]',
    );
    expect(compose({ ...success, result: '' }).text).toContain('(nothing)');
  });
});

describe('The e-mail about a failure', () => {
  test("has the error's name, message and stack, and the end of the output", () => {
    const { subject, text } = compose({
      ok: false,
      error: {
        name: 'RangeError',
        message: 'cfg format error',
        stack: 'RangeError: cfg format error\n    at read',
      },
      output: `${'x'.repeat(5000)}the end`,
      durationMs: 12,
    });
    expect(subject).toBe('[Hookline] trivial-handler failed (ctingress.on_complete)');
    expect(text).toContain('Error\n-----\nRangeError: cfg format error\n');
    expect(text).toContain('Stack\n-----\nRangeError: cfg format error\n    at read\n');
    expect(text).toMatch(/The end of the output\n-+\nx{3993}the end\n/);
  });
});

test('The HTML says the same, with everything that users wrote escaped', () => {
  const { html } = compose({ ...success, result: `<script>alert("1")</script> & 'it'` });
  expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;it&#39;');
  expect(html).not.toContain('<script>');
  expect(html).toContain('<td>trivial-handler</td>');
});

describe('The e-mail about a run with items', () => {
  const item = (index: number, outcome: RunOutcome | null, attempt = 1): ItemRecord => ({
    index,
    attempt,
    startedAt: 0,
    endedAt: 1,
    outcome,
    waiting: null,
    attempts: [],
  });
  const summary = { ...success, result: '{"items":4}', resultType: 'json' } as const;
  const threw = {
    ok: false,
    error: { name: 'RangeError', message: 'cfg\nformat <error>' },
    output: '',
    durationMs: 12,
  } as const;

  test('has a table of them, with those that never ran as cancelled', () => {
    const known = [
      item(0, success),
      item(1, threw, 3),
      item(2, { ...success, result: 'known already', skipped: true }),
    ];
    const { text, html } = compose(summary, 1, { count: 4, known });
    expect(text).toContain(`Items (1 failed, 1 succeeded, 1 skipped, 1 cancelled)
-----------------------------------------------------
Item  State      Attempts  Duration  Result
0     succeeded  1         1.23 s    completed successfully
1     failed     3         12 ms     RangeError: cfg format <error>
2     skipped    1         1.23 s    known already
3     cancelled  0
`);
    expect(html).toContain('>RangeError: cfg format &lt;error&gt;</td>');
    expect(html).not.toContain('<error>');
  });

  test('shows fifty of a long list, first those that failed, and counts the rest', () => {
    const known = Array.from({ length: 1000 }, (_, index) => item(index, index >= 990 ? threw : success));
    const { text, html } = compose(summary, 1, { count: 1000, known });
    expect(text).toContain('Items (10 failed, 990 succeeded)\n');
    expect(text.match(/RangeError/g)).toHaveLength(10);
    expect(text).toContain('and 950 more (950 succeeded)\n');
    expect(html).toContain('<p>and 950 more (950 succeeded)</p>');
    expect(text.length).toBeLessThan(10_000);
  });

  test('cuts long results', () => {
    const { text } = compose(summary, 1, {
      count: 1,
      known: [item(0, { ...success, result: 'x'.repeat(60_000) })],
    });
    expect(text).toContain(`${'x'.repeat(200)}...\n`);
    expect(text.length).toBeLessThan(1500);
  });

  test('says that there were none', () => {
    expect(compose(summary, 1, { count: 0, known: [] }).text).toContain('Items (none)\n');
  });
});
