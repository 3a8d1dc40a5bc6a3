import { Agent, request } from 'node:http';
import type { Firing } from '../../core/contract/firing.ts';

/** A thin client, so that the bench measures the platform and little else; the SDK adds retries and checks. */
export function httpClient(
  url: string,
  apiKey: string,
): {
  /** Posts JSON; resolves with the answer's text, which may come when what was asked for is finished, or at once. */
  post(path: string, body: string, when?: 'finished' | 'at once'): Promise<string>;
  /** Fires and waits until the firing is finished. */
  fireAndWait(hook: string): Promise<{ startMs: number; joinedMs: number }>;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  const headers = {
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
  };
  const waiting = { ...headers, prefer: 'wait=20' };

  const call = (path: string, body: string, when: 'finished' | 'at once'): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = { agent, hostname, port, method: 'POST', path };
      const sent = request({ ...options, headers: when === 'finished' ? waiting : headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () =>
          answer.statusCode! < 300 ? resolve(text) : reject(new Error(`${answer.statusCode} ${text}`)),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });

  return {
    post: (path, body, when = 'finished') => call(path, body, when),
    async fireAndWait(hook) {
      const sentAt = process.hrtime.bigint();
      const firing = JSON.parse(await call(`/v1/hooks/${hook}/firings`, '{"n":1}', 'finished')) as Firing;
      const joinedAt = process.hrtime.bigint();
      if (firing.state !== 'finished') throw new Error(`The firing ${firing.id} did not finish.`);
      const startedAt = BigInt(firing.runs[0]!.result!);
      return { startMs: Number(startedAt - sentAt) / 1e6, joinedMs: Number(joinedAt - sentAt) / 1e6 };
    },
    close: () => agent.destroy(),
  };
}
