import { beforeEach, describe, expect, test, vi } from 'vitest';
import { checkClock } from '../../../sdk/cli/doctor/check-platform.ts';
import { runCli } from '../../../sdk/cli/run-cli.ts';
import { type Answer, openPlatform, problem, type Received, silentEndpoint } from './open-platform.ts';

interface Report {
  fine: boolean;
  findings: { check: string; fine: boolean; says: string; remedy?: string }[];
}

/** Runs `hookline doctor --json`. */
async function doctor(...args: string[]): Promise<{ code: number; report: Report }> {
  let out = '';
  const code = await runCli(['doctor', '--json', ...args], {
    out: (text) => {
      out += text;
    },
    err: () => {},
    stdin: (async function* () {})(),
  });
  return { code, report: JSON.parse(out) as Report };
}

const attention = ({ report }: { report: Report }) =>
  report.findings.filter(({ fine }) => !fine).map(({ check, says }) => `${check}: ${says}`);

/** A platform on which all is well, and an account of AWS on which all is well, but for these. */
async function open(other: Record<string, unknown> = {}): Promise<void> {
  const answers: Record<string, unknown> = {
    'GET /healthz': { status: 'ok' },
    'GET /v1/hooks': {
      hooks: [{ name: 'lab.done', description: '', createdAt: '2026-11-21T12:00:00.000Z' }],
    },
    'GET /v1/mails': { mails: [] },
    'GET /v2/email/account': {
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 7 },
    },
    'POST /v2/email/list-identities': {
      EmailIdentities: [
        { IdentityName: 'hooks@example.com', VerificationStatus: 'SUCCESS', SendingEnabled: true },
      ],
    },
    'GET /2016-08-19/account-settings': { AccountLimit: { ConcurrentExecutions: 1000 } },
    'AmazonSQS.ListQueues': {
      QueueUrls: ['/1/Hookline-Firing', '/1/Hookline-FiringDeadLetters'],
    },
    'AmazonSQS.GetQueueAttributes': { Attributes: { ApproximateNumberOfMessages: '0' } },
    ...other,
  };
  const platform = await openPlatform(({ method, url, headers }: Received): Answer => {
    const target = headers['x-amz-target'];
    const json = answers[typeof target === 'string' ? target : `${method} ${url.split(/\/?(?:\?|$)/)[0]}`];
    if (json === undefined) return { status: 500, json: {} };
    if (isAnswer(json)) return json;
    return { status: 200, text: JSON.stringify(json).replaceAll('"/1/', `"http://${headers.host}/1/`) };
  });
  vi.stubEnv('HOOKLINE_ENDPOINT', platform.url);
  vi.stubEnv('AWS_ENDPOINT_URL', platform.url);
}

function isAnswer(value: unknown): value is Exclude<Answer, string> {
  return typeof value === 'object' && value !== null && 'status' in value && typeof value.status === 'number';
}

beforeEach(() => {
  vi.stubEnv('HOOKLINE_API_KEY', 'hlk_key');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  return () => vi.unstubAllEnvs();
});

describe('hookline doctor', () => {
  test('finds nothing where nothing is wrong, and ends with 0', async () => {
    await open();
    const { code, report } = await doctor();
    expect(report.findings.map(({ check }) => check)).toEqual(['API', 'clock', 'API key', 'e-mails']);
    expect({ code, fine: report.fine }).toEqual({ code: 0, fine: true });
  });

  test('says so when nobody answers, and ends with 1', async () => {
    vi.stubEnv('HOOKLINE_ENDPOINT', await silentEndpoint());
    const answer = await doctor();
    expect(answer.code).toBe(1);
    expect(attention(answer)).toEqual([expect.stringMatching(/^API: .* does not answer: /)]);
  });

  test('looks at each of several endpoints, and goes on with what answers', async () => {
    await open();
    const silent = await silentEndpoint();
    vi.stubEnv('HOOKLINE_ENDPOINT', `${silent},${process.env.HOOKLINE_ENDPOINT}`);
    const found = await doctor();
    expect(attention(found)).toEqual([expect.stringContaining(`API: http://${silent} does not answer`)]);
    expect(found.report.findings.map(({ check }) => check)).toEqual([
      'API',
      'API',
      'clock',
      'API key',
      'e-mails',
    ]);
  });

  test('tells a key that is not valid', async () => {
    await open({ 'GET /v1/hooks': problem(401, 'unauthorized') });
    expect(attention(await doctor())).toEqual(['API key: This is unauthorized.']);
  });

  test('tells e-mails that were given up', async () => {
    const mail = {
      id: 'f-1',
      to: 'a@example.com',
      subject: 'x',
      state: 'undelivered',
      createdAt: '2026-11-21T12:00:00.000Z',
    };
    await open({
      'GET /v1/mails': { mails: [{ ...mail, sentAt: null, attempts: 11, lastError: 'refused' }] },
    });
    expect(attention(await doctor())).toEqual([
      'e-mails: 1 are undelivered. The newest, to a@example.com: refused',
    ]);
  });

  test.each([
    [0, true],
    [10_000, true],
    [-10_000, true],
    [11_000, false],
    [-3_600_000, false],
  ])('a clock that is %i ms ahead: fine is %s', (aheadMs, fine) => {
    expect(checkClock(1_800_000_000_000, 1_800_000_000_000 + aheadMs).fine).toBe(fine);
  });
});

describe('hookline doctor --aws', () => {
  test('finds nothing where nothing is wrong', async () => {
    await open();
    const answer = await doctor('--aws');
    expect(attention(answer)).toEqual([]);
    expect(answer.report.findings.map(({ check }) => check).slice(4)).toEqual([
      ...['SES sending', 'SES sandbox', 'SES quota', 'SES identity', 'Lambda', 'dead letters'],
    ]);
  });

  test('tells the sandbox, a quota that is near, and an account that was stopped', async () => {
    await open({
      'GET /v2/email/account': {
        ProductionAccessEnabled: false,
        SendingEnabled: false,
        EnforcementStatus: 'SHUTDOWN',
        SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 160 },
      },
    });
    expect(attention(await doctor('--aws'))).toEqual([
      'SES sending: SES has stopped the account (SHUTDOWN).',
      'SES sandbox: The account is in it: only verified addresses get e-mails.',
      'SES quota: 160 of 200 e-mails in 24 hours; 1 a second.',
    ]);
  });

  test('tells a sender that is not verified', async () => {
    const pending = {
      IdentityName: 'hooks@example.com',
      VerificationStatus: 'PENDING',
      SendingEnabled: false,
    };
    await open({ 'POST /v2/email/list-identities': { EmailIdentities: [pending] } });
    expect(attention(await doctor('--aws'))).toEqual([
      'SES identity: hooks@example.com may not send: its verification is PENDING.',
    ]);
  });

  test("tells a new account's little concurrency", async () => {
    await open({ 'GET /2016-08-19/account-settings': { AccountLimit: { ConcurrentExecutions: 10 } } });
    expect(attention(await doctor('--aws'))).toEqual([
      'Lambda: 10 concurrent executions: about 4 runs at once.',
    ]);
  });

  test('tells dead letters, and a stack that is not there', async () => {
    await open({ 'AmazonSQS.GetQueueAttributes': { Attributes: { ApproximateNumberOfMessages: '3' } } });
    expect(attention(await doctor('--aws'))).toEqual([
      'dead letters: 3 messages lie in Hookline-FiringDeadLetters.',
    ]);
    await open({ 'AmazonSQS.ListQueues': {} });
    expect(attention(await doctor('--aws', '--stack', 'Other'))).toEqual([
      'dead letters: There is no stack Other in this region.',
    ]);
  });

  test('goes on with the other checks when AWS refuses one', async () => {
    const refusal = {
      status: 403,
      json: { message: 'no' },
      headers: { 'x-amzn-errortype': 'AccessDeniedException' },
    };
    await open({ 'GET /2016-08-19/account-settings': refusal });
    const answer = await doctor('--aws');
    expect(attention(answer)).toEqual([expect.stringMatching(/^Lambda: AccessDenied/)]);
    expect(answer.report.findings).toHaveLength(10);
  });
});
