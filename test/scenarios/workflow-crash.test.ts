import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  addHook,
  Connection,
  getWorkflowRun,
  getWorkflowStep,
  HooklineClientError,
  HooklineProblem,
  listAllEvents,
  listen,
  openProducer,
  register,
  registerWorkflow,
  sendEventTo,
  startWorkflow,
  waitForWorkflow,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedHost, embeddedHost } from './hosts/embedded-host.ts';
import { cannotRunDeployed } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';
import { seededRandom } from './seeded-random.ts';

const RUNS = 12;
const KILLS = 4;
const WORKER_KILLS = 3;
/** Another one gives other moments. */
const SEED = Number(process.env.HOOKLINE_CRASH_SEED ?? 20261121);

/** Handlers (`toss`, `count`, `join`), a worker (`weigh`), and all that waits. What is made is never made a second time alike. */
const SOURCE = `
toss :first → weigh → toss → :all join;
:first → { weigh; toss → weigh } → :all;
:first → wait:delay({"duration": 0.3}) → toss → :all;
wait:event({"event": "crash.paid", "match": "input"}) → toss → :all;
wait:acquire({"name": "gate-{input[n]}"}) :held → wait:countdown({"name": "gate-{input[n]}"}) → toss → :all;
:held → wait:http({"key": "go"}) → wait:release({"name": "gate-{input[n]}"}) → :all;
<[{"i": 1}, {"i": 2}, {"i": 3}]> → * { weigh → toss } → :all;
:again count :counted → ?\`$[?(@.k < 3)]\` count → :again;
:counted → toss → :all
`;

const reason =
  'There is no one process to kill. Runs that are killed between any two calls are in test/unit/core/workflow/run/crashes.test.ts.';

describe.skipIf(cannotRunDeployed(reason))(
  'While workflows run, the platform and their worker are killed (SIGKILL) at random moments',
  () => {
    let host: EmbeddedHost;
    let allen: Connection;
    let weigher: ReturnType<typeof weighing>;
    beforeAll(async () => {
      host = await embeddedHost();
      const { apiKey } = await newPerson(host, 'allen');
      allen = new Connection(host.url, apiKey, { retrySeconds: 100 });
      weigher = weighing(allen);
    });
    afterAll(async () => {
      await weigher?.kill();
      await host?.stop();
    });

    test(`each of ${RUNS} runs ends as without, each step has one output, and all that take it have seen that one`, {
      timeout: 120_000,
    }, async () => {
      const random = seededRandom(SEED);
      await addHandlers(host, allen);
      await registerWorkflow(allen, { name: 'crash', source: SOURCE });
      const producer = await openProducer(allen, { clientId: 'till' });
      let up = Promise.resolve();

      const carryOut = async (n: number): Promise<string> => {
        const { id } = await startWorkflow(allen, 'crash', { input: { n } });
        await producer.send({ key: 'crash.paid', value: { n, output: { paid: true } } });
        await sendOnce(allen, id, { n }, () => up);
        return id;
      };
      const calm = await carryOut(0);
      await waitForWorkflow(allen, calm);
      const expected = await outputs(allen, calm);
      expect(expected.tasks).toHaveLength(26);

      // What is heard of is stored: it is looked at now and in the end.
      const heard = new Map<string, Promise<unknown>>();
      let onHeard = () => {};
      const heardOf = (count: number) =>
        new Promise<void>((resolve) => {
          onHeard = () => {
            if (heard.size >= count) resolve();
          };
          onHeard();
        });
      const filter = { key: 'crash', eventType: 'task.succeeded' };
      const listener = listen(allen, filter, {}, (events) => {
        for (const { context, value } of events) {
          const { step } = value as { step: string };
          heard.set(
            `${context} ${step}`,
            getWorkflowStep(allen, context!, step).then(({ output }) => output),
          );
        }
        onHeard();
      });
      await listener.ready;

      const started = Promise.all(Array.from({ length: RUNS }, (_, at) => carryOut(at + 1)));
      const total = RUNS * expected.tasks.length;
      const moments = [
        ...Array.from({ length: KILLS }, () => ({ at: random(), kill: 'platform' })),
        ...Array.from({ length: WORKER_KILLS }, () => ({ at: random(), kill: 'worker' })),
      ].sort((a, b) => a.at - b.at);
      for (const { at, kill } of moments) {
        await heardOf(Math.ceil(at * total));
        if (kill === 'worker') {
          await weigher.kill();
          weigher = weighing(allen);
        } else {
          up = host.kill().then(() => host.start());
          await up;
        }
      }
      const ids = await started;
      await heardOf(total);
      await listener.stop();

      const told = new Map<string, number>();
      for await (const { context, value } of listAllEvents(allen, filter)) {
        const step = `${context} ${(value as { step: string }).step}`;
        told.set(step, (told.get(step) ?? 0) + 1);
      }
      for (const id of ids) {
        const run = await waitForWorkflow(allen, id);
        expect(run).toMatchObject({ state: 'succeeded', error: null });
        const { byStep, stored, tasks } = await outputs(allen, id);
        expect(byStep).toEqual(expected.byStep);
        for (const step of tasks) {
          const name = `${id} ${step}`;
          expect(told.get(name), name).toBe(1);
          expect(await heard.get(name), name).toEqual(stored.get(step));
        }
      }
      expect(told.size).toBe(total + expected.tasks.length);
    });
  },
);

async function addHandlers(host: EmbeddedHost, allen: Connection): Promise<void> {
  const { name: hook } = await addHook(asAdmin(host), { name: 'lab.crash' });
  const none = { notifyOnSuccess: null, notifyOnFailure: null };
  await register(allen, { name: 'toss', hook, ...none }, (input: object) => ({
    made: crypto.randomUUID(),
    of: input,
  }));
  await register(allen, { name: 'count', hook, ...none }, ({ k = 0 }: { k?: number }) => ({
    made: crypto.randomUUID(),
    k: k + 1,
  }));
  await register(allen, { name: 'join', hook, ...none }, (input: object) => ({ joined: input }));
}

/** Sends the event to a run; whether a lost answer meant yes is told by the next. */
async function sendOnce(
  connection: Connection,
  id: string,
  payload: object,
  up: () => Promise<void>,
): Promise<void> {
  for (;;) {
    await up();
    try {
      return void (await sendEventTo(connection, id, 'go', payload));
    } catch (error) {
      if (error instanceof HooklineProblem && error.code === 'run-event-taken') return;
      if (!(error instanceof HooklineClientError)) throw error;
    }
  }
}

/**
 * What the steps of a run gave, as it is stored, and in a form that is the same for runs that went alike: what a step made is named after the
 * step, so that what others have of it is seen to be what it has stored.
 */
async function outputs(connection: Connection, id: string) {
  const { steps, input } = await getWorkflowRun(connection, id);
  const full = await Promise.all(steps.map((step) => getWorkflowStep(connection, id, step.id)));
  const stored = new Map(full.map((step) => [step.id, step.output]));
  const makers = new Map(
    full.flatMap((step) => {
      const { made } = (step.output ?? {}) as { made?: string };
      return made === undefined || step.state !== 'succeeded' ? [] : [[made, step.id] as const];
    }),
  );
  const { n } = input as { n: number };
  const named = JSON.stringify(
    [...stored].sort(([a], [b]) => (a < b ? -1 : 1)),
    (key, value) => {
      if (key === 'made') return `made by ${makers.get(value as string) ?? value}`;
      return key === 'n' ? (value === n ? 'its own' : value) : value;
    },
  );
  return {
    stored,
    byStep: JSON.parse(named) as unknown,
    tasks: steps.filter((step) => step.kind === 'task' && step.state === 'succeeded').map((step) => step.id),
  };
}

function weighing({ endpoint, apiKey }: Connection): { kill(): Promise<void> } {
  const path = fileURLToPath(new URL('hosts/weigh-worker.ts', import.meta.url));
  const options = ['--conditions=hookline-source', path, endpoint, apiKey];
  const child: ChildProcess = spawn(process.execPath, options, { stdio: ['ignore', 'inherit', 'inherit'] });
  return {
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
