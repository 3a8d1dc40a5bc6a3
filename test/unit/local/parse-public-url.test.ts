import { describe, expect, test } from 'vitest';
import { parsePublicUrl } from '../../../local/parse-public-url.ts';

describe("The platform's public address", () => {
  test.each([
    ['https://hooks.example.com', 'https://hooks.example.com'],
    ['https://hooks.example.com/', 'https://hooks.example.com'],
    ['HTTPS://Hooks.Example.com:443/hookline/', 'https://hooks.example.com/hookline'],
    ['http://10.0.0.1:4411', 'http://10.0.0.1:4411'],
  ])('%s is %s', (text, address) => {
    expect(parsePublicUrl(text)).toBe(address);
  });

  test.each([
    'hooks.example.com',
    'ftp://hooks.example.com',
    'https://user:secret@hooks.example.com/',
    'https://hooks.example.com/?x=1',
    'https://hooks.example.com/#x',
    '',
  ])('%j is none', (text) => {
    expect(() => parsePublicUrl(text)).toThrow('is no address of the platform. Write it as others reach it');
  });
});
