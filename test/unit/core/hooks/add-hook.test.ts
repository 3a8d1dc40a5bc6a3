import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../../adapters/embedded/sqlite/database.ts';
import { sqliteHookStore } from '../../../../adapters/embedded/sqlite/hook-store.ts';
import { createSchema } from '../../../../adapters/embedded/sqlite/schema.ts';
import { schemasafeValidator } from '../../../../adapters/schemasafe/schema-validator.ts';
import { newHookSchema } from '../../../../core/contract/hook.ts';
import { addHook } from '../../../../core/hooks/add-hook.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';
import { caller } from '../events/open-log.ts';

function open() {
  const database = openDatabase(':memory:');
  createSchema(database);
  onTestFinished(() => database.close());
  let end = 7;
  const hooks = sqliteHookStore(database, () => {});
  const deps = {
    hooks,
    schemas: schemasafeValidator(),
    clock: manualClock(),
    events: { latestOffset: async () => end++ },
  };
  return {
    hooks,
    add: (draft: object, name = 'admin') =>
      addHook(deps, caller(name, 'admin'), newHookSchema.parse({ name: 'h', ...draft })),
  };
}

test('a hook is bound to the events that come from now on, as the one who binds it', async () => {
  const { add, hooks } = open();
  const hook = await add({ onEvent: { key: 'k', sender: '*', eventType: '' } });
  expect(hook.onEvent).toEqual({ key: 'k', boundBy: 'admin', after: 7 });
  expect((await hooks.get('h'))?.onEvent).toMatchObject({ boundById: 'id of admin' });
});

test('the same binding keeps its place and its user, whatever else changes', async () => {
  const { add } = open();
  await add({ onEvent: { key: 'k' } });
  const again = await add({ description: 'other', onEvent: { key: 'k', namespace: '*' } }, 'beth');
  expect(again).toMatchObject({ description: 'other', onEvent: { key: 'k', boundBy: 'admin', after: 7 } });
});

test('another binding begins anew, and none ends it', async () => {
  const { add } = open();
  await add({ onEvent: { key: 'k' } });
  expect((await add({ onEvent: { key: 'k', eventType: 't' } }, 'beth')).onEvent).toEqual({
    key: 'k',
    eventType: 't',
    boundBy: 'beth',
    after: 8,
  });
  expect((await add({})).onEvent).toBeUndefined();
  expect((await add({ onEvent: { key: 'k', eventType: 't' } })).onEvent).toMatchObject({ after: 9 });
});
