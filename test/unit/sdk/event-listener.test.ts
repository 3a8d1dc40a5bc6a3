import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EventListener, register } from '@hookline/sdk';
import { expect, test } from 'vitest';
import { bundleHandler } from '../../../sdk/bundle/bundle-handler.ts';
import { openFolder } from './open-folder.ts';
import { handlerAnswer, openPlatform } from './open-platform.ts';

class Doubler extends EventListener<[number], { doubled: number }> {
  readonly options = { name: 'doubler', executor: { timeoutSeconds: 5 } };
  pollForEvent(n: number) {
    return n === 0 ? undefined : { doubled: n * 2 };
  }
  override eventCheckpointed({ doubled }: { doubled: number }) {
    return `stored ${doubled}`;
  }
}

class Bare extends EventListener {
  readonly options = { name: 'bare' };
  pollForEvent() {
    return 1;
  }
}

async function load(listener: typeof Doubler | typeof Bare) {
  const folder = openFolder({ 'handler.mjs': await bundleHandler(listener) });
  // A computed specifier: the test runner shall not transform the bundle.
  const url = pathToFileURL(join(folder, 'handler.mjs')).href;
  const { default: Loaded } = (await import(/* @vite-ignore */ url)) as { default: new () => Doubler };
  return new Loaded();
}

test('A listener is bundled from its source, and polled with the arguments of the workflow', async () => {
  const listener = await load(Doubler);
  expect(listener.process({ poll: [21] }, undefined as never)).toEqual({ doubled: 42 });
  expect(listener.process({ poll: [0] }, undefined as never)).toBeUndefined();
});

test('It is told of the event that was stored; one that does not want to know is not', async () => {
  expect((await load(Doubler)).process({ checkpointed: { doubled: 42 } }, undefined as never)).toBe(
    'stored 42',
  );
  expect((await load(Bare)).process({ checkpointed: { doubled: 1 } }, undefined as never)).toBeUndefined();
});

test('It is registered for the hook that only workflows run, without e-mails', async () => {
  const platform = await openPlatform(({ url }) =>
    url === '/v1/code' ? { status: 200, json: { upload: null } } : { status: 201, json: handlerAnswer(3) },
  );
  await register({ endpoint: platform.url, apiKey: 'hlk_key' }, Doubler);
  expect(JSON.parse(String(platform.requests.at(-1)?.body))).toMatchObject({
    name: 'doubler',
    hook: 'workflow.task',
    notifyOnSuccess: null,
    notifyOnFailure: null,
    executor: { timeoutSeconds: 5 },
  });
});
