import { expect, test } from 'vitest';
import { sha256Hex } from '../../core/hash.ts';
import type { CodeStore } from '../../core/ports/code-store.ts';

const bytes = Buffer.from('export default () => "ü\u0000"');
const sha256 = sha256Hex(bytes);

/** What every CodeStore does. */
export function codeStoreSuite(open: () => Promise<{ code: CodeStore }>): void {
  test('gives back what was put, byte for byte', async () => {
    const { code } = await open();
    await code.put('allen', sha256, bytes);
    expect(Buffer.from(await code.get('allen', sha256))).toEqual(bytes);
  });

  test('a bundle of 10 MiB is kept whole', async () => {
    const { code } = await open();
    const large = Buffer.alloc(10 * 1024 * 1024, 'abcdefg');
    await code.put('allen', sha256Hex(large), large);
    expect(sha256Hex(await code.get('allen', sha256Hex(large)))).toBe(sha256Hex(large));
  });

  test('knows what it has', async () => {
    const { code } = await open();
    expect(await code.has('allen', sha256)).toBe(false);
    await code.put('allen', sha256, bytes);
    expect(await code.has('allen', sha256)).toBe(true);
  });

  test('putting the same again, at the same time too, changes nothing', async () => {
    const { code } = await open();
    await Promise.all([1, 2, 3].map(() => code.put('allen', sha256, bytes)));
    expect(Buffer.from(await code.get('allen', sha256))).toEqual(bytes);
  });

  test('no tenant reaches another’s', async () => {
    const { code } = await open();
    await code.put('allen', sha256, bytes);
    expect(await code.has('bert', sha256)).toBe(false);
    await expect(code.get('bert', sha256)).rejects.toThrow();
  });

  test('getting what is not there rejects', async () => {
    const { code } = await open();
    await expect(code.get('allen', sha256)).rejects.toThrow();
  });
}
