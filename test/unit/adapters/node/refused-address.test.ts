import { describe, expect, test } from 'vitest';
import { isRefusedAddress, parseNetwork } from '../../../../adapters/node/refused-address.ts';

describe('Addresses that requests of workflows do not reach', () => {
  test.each([
    ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fdff::1']],
    [
      'link-local, with the metadata of clouds',
      ['169.254.169.254', '169.254.170.2', 'fe80::1', 'fe80::1%eth0'],
    ],
    ['metadata by IPv6', ['fd00:ec2::254']],
    ['shared by the customers of a provider', ['100.64.0.1', '100.127.255.255', '100.100.100.200']],
    ['multicast and broadcast', ['224.0.0.1', '239.1.1.1', '255.255.255.255', 'ff02::1']],
    ['reserved', ['192.0.0.1', '198.18.0.1', '240.0.0.1', '203.0.113.1', '2001:db8::1', '100::1', 'fec0::1']],
    ['IPv4 within IPv6', ['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1', '::ffff:0:127.0.0.1']],
    ['IPv4 behind translators and tunnels', ['64:ff9b::a00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1']],
    ['no addresses', ['', 'localhost', '1.2.3.4.5', '10.0.0.1/8']],
  ])('%s', (_, addresses) => {
    for (const address of addresses)
      expect(`${address} ${isRefusedAddress(address, [])}`).toBe(`${address} true`);
  });

  test.each([
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.0.1',
    '169.255.0.1',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '::ffff:8.8.8.8',
    '2606:4700::1111',
    '2a00:1450:4001::1',
  ])('%s is public', (address) => {
    expect(isRefusedAddress(address, [])).toBe(false);
  });
});

describe('Networks that an operator allows', () => {
  const allowed = ['10.1.0.0/16', '127.0.0.1', 'fd12::/16'].map(parseNetwork);

  test.each(['10.1.2.3', '::ffff:10.1.2.3', '127.0.0.1', 'fd12:3456::1', '8.8.8.8'])(
    '%s is reached',
    (address) => {
      expect(isRefusedAddress(address, allowed)).toBe(false);
    },
  );

  test.each(['10.2.0.1', '127.0.0.2', 'fd13::1', '169.254.169.254', '::1'])('%s is not', (address) => {
    expect(isRefusedAddress(address, allowed)).toBe(true);
  });

  test.each(['10.0.0.0/33', 'example.com', '', '10.0.0.0/', '/8'])('"%s" is no network', (text) => {
    expect(() => parseNetwork(text)).toThrow(`"${text}" is no network.`);
  });
});
