import { expect, test } from 'vitest';
import type { IdentityStore, KeyRecord, UserRecord } from '../../core/ports/identity-store.ts';

const user = (name: string): UserRecord => ({
  id: `id-of-${name}`,
  name,
  role: 'developer',
  createdAt: 1000,
});

const key = (id: string, userId: string, createdAt = 1000): KeyRecord => ({
  id,
  userId,
  secretHash: `hash-of-${id}`,
  createdAt,
  expiresAt: null,
});

/** What every IdentityStore does. */
export function identityStoreSuite(open: () => Promise<{ identities: IdentityStore }>): void {
  test('a user is found by name and by id', async () => {
    const { identities } = await open();
    expect(await identities.addUser(user('allen'))).toBe('added');
    expect(await identities.userByName('allen')).toEqual(user('allen'));
    expect(await identities.userById('id-of-allen')).toEqual(user('allen'));
    expect(await identities.userByName('id-of-allen')).toBeUndefined();
    expect(await identities.userById('allen')).toBeUndefined();
  });

  test('a name that is taken stays with its user', async () => {
    const { identities } = await open();
    await identities.addUser(user('allen'));
    expect(await identities.addUser({ ...user('allen'), id: 'another', role: 'admin' })).toBe('taken');
    expect(await identities.userByName('allen')).toEqual(user('allen'));
    expect(await identities.userById('another')).toBeUndefined();
  });

  test('of several who want a name at the same time one gets it', async () => {
    const { identities } = await open();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => identities.addUser({ ...user('allen'), id: `id-${index}` })),
    );
    expect(answers.filter((answer) => answer === 'added')).toHaveLength(1);
    expect(await identities.userByName('allen')).toMatchObject({ id: `id-${answers.indexOf('added')}` });
    expect(await identities.listUsers()).toHaveLength(1);
  });

  test('lists users by name', async () => {
    const { identities } = await open();
    for (const name of ['carla', 'allen', 'bert']) await identities.addUser(user(name));
    expect((await identities.listUsers()).map(({ name }) => name)).toEqual(['allen', 'bert', 'carla']);
  });

  test('a key is found by its id as soon as it was added', async () => {
    const { identities } = await open();
    await identities.addUser(user('allen'));
    await identities.addKey(key('k1', 'id-of-allen'));
    expect(await identities.key('k1')).toEqual(key('k1', 'id-of-allen'));
    expect(await identities.key('k2')).toBeUndefined();
  });

  test("lists keys by time of creation: all, or one user's", async () => {
    const { identities } = await open();
    for (const name of ['allen', 'bert']) await identities.addUser(user(name));
    await identities.addKey(key('late', 'id-of-allen', 3000));
    await identities.addKey(key('other', 'id-of-bert', 2000));
    await identities.addKey(key('soon', 'id-of-allen', 1000));
    expect((await identities.listKeys()).map(({ id }) => id)).toEqual(['soon', 'other', 'late']);
    expect((await identities.listKeys('id-of-allen')).map(({ id }) => id)).toEqual(['soon', 'late']);
    expect(await identities.listKeys('nobody')).toEqual([]);
  });

  test('an end is only ever brought forward', async () => {
    const { identities } = await open();
    await identities.addUser(user('allen'));
    await identities.addKey(key('k', 'id-of-allen'));
    const endAfter = async (expiresAt: number) => {
      await identities.expireKey('k', expiresAt);
      return (await identities.key('k'))?.expiresAt;
    };
    expect(await endAfter(5000)).toBe(5000);
    expect(await endAfter(9000)).toBe(5000);
    expect(await endAfter(2000)).toBe(2000);
  });

  test('expiring an unknown key changes nothing', async () => {
    const { identities } = await open();
    await identities.expireKey('unknown', 5000);
    expect(await identities.key('unknown')).toBeUndefined();
    expect(await identities.listKeys()).toEqual([]);
  });
}
