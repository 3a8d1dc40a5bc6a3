import { addHook, fire, register, waitForFiring } from '@hookline/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectGolden } from './hosts/expect-golden.ts';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

let host: Host;
beforeAll(async () => {
  host = await openHost();
});
afterAll(() => host?.stop());

test('Two replacements of a handler during a burst: each firing sees one whole version', async () => {
  const allen = await newPerson(host, 'allen');
  const { name: hook } = await addHook(asAdmin(host), { name: 'lab.burst' });
  // Version, tags and code change together: a mixture would show.
  const versions = [
    { tags: ['v0', 'all'], code: () => 'v0' },
    { tags: ['v1', 'all'], code: () => 'v1' },
    { tags: ['v2', 'all'], code: () => 'v2' },
  ];
  const registerVersion = (index: number) =>
    register(
      allen,
      { name: 'changing', hook, notifyOnSuccess: null, notifyOnFailure: null, tags: versions[index]!.tags },
      versions[index]!.code,
    );
  await registerVersion(0);
  const ids: Promise<string>[] = [];
  let replaced = false;
  const replaceTwice = async () => {
    await registerVersion(1);
    await registerVersion(2);
    replaced = true;
  };
  const burst = async () => {
    for (let index = 0; index < 40 || !replaced; index++) {
      const fired = fire(allen, hook, { index }, { tags: ['all'] }).then(({ id }) => id);
      ids.push(fired);
      await fired;
    }
  };
  await Promise.all([burst(), burst(), burst(), burst(), replaceTwice()]);
  const { id: last } = await fire(allen, hook, {}, { tags: ['all'] });
  ids.push(Promise.resolve(last));
  const seen = new Set<number>();
  for (const id of await Promise.all(ids)) {
    const firing = await waitForFiring(allen, id, { timeoutSeconds: 30 });
    expect(firing.runs).toHaveLength(1);
    const [run] = firing.runs;
    seen.add(run!.handlerVersion);
    expect(run!.result).toBe(`v${run!.handlerVersion}`);
  }
  expect(Math.max(...seen)).toBe(2);
  await expectGolden(allen, 'burst-replacement', [last]);
});
