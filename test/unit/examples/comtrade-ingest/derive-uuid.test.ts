import { expect, it } from 'vitest';
import { deriveUuid, uuidV5 } from '../../../../examples/comtrade-ingest/derive-uuid.ts';

it('is the UUIDv5 of RFC 9562, appendix A.4', () => {
  const dns = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');
  expect(uuidV5(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

it('stays the same for the same parts, for ever', () => {
  expect(deriveUuid(['stream', 'Station', 'Device', 'analog', 1, 'VA'])).toBe(
    '8a71cc19-ceb2-55b8-bdfa-5d188060f0c0',
  );
});

it('keeps parts apart', () => {
  expect(deriveUuid(['a', 'bc'])).not.toBe(deriveUuid(['ab', 'c']));
  expect(deriveUuid(['a,b'])).not.toBe(deriveUuid(['a', 'b']));
});
