import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamodbHookStore } from '../../../../adapters/aws/dynamodb/hooks/hook-store.ts';
import { listBindings } from '../../../../adapters/aws/dynamodb/hooks/list-bindings.ts';
import type { EventBinding } from '../../../../core/ports/hook-store.ts';
import { type LocalAws, startLocalAws } from '../../../aws/local-aws.ts';

describe('the bindings of hooks to events', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  const open = async () => {
    const registry = await aws.createTable('registry');
    return { hooks: dynamodbHookStore(registry), bindings: () => listBindings(registry) };
  };
  const bound = (key: string, after = 0): EventBinding => ({
    ...{ key, namespace: undefined, sender: undefined, eventType: undefined },
    ...{ boundById: 'id', boundBy: 'ada', after },
  });
  const hook = (name: string, onEvent?: EventBinding) => ({
    ...{ name, description: '', createdAt: 1 },
    ...(onEvent !== undefined && { onEvent }),
  });

  test('are those that the hooks have now', async () => {
    const { hooks, bindings } = await open();
    await hooks.put(hook('unbound'));
    await hooks.put(hook('a', bound('k')));
    await hooks.put(hook('a', bound('l')));
    expect(await bindings()).toEqual([{ hook: 'a', onEvent: bound('l') }]);
    await hooks.put(hook('a'));
    expect(await bindings()).toEqual([]);
    await hooks.put(hook('a', bound('k')));
    await hooks.remove('a');
    expect(await bindings()).toEqual([]);
  });

  test('have that of the hook, whoever puts it at the same time', async () => {
    const { hooks, bindings } = await open();
    for (let round = 0; round < 20; round++) {
      await Promise.all(
        [bound('k'), undefined, bound('k'), bound('l')].map((onEvent) => hooks.put(hook('a', onEvent))),
      );
      const stored = await hooks.get('a');
      const expected = stored?.onEvent === undefined ? [] : [{ hook: 'a', onEvent: stored.onEvent }];
      expect(await bindings()).toEqual(expected);
    }
  });
});
