import { describe, expect, it } from 'vitest';
import { readComtrade } from '../../../../examples/comtrade-ingest/read-comtrade.ts';
import { bytesOf, type CfgLines, cfgText, datText } from './write-pair.ts';

const newYear = 1_609_459_200_000_000_000n;

function read(lines: CfgLines, dat: string | Uint8Array = datText, lineEnd?: string) {
  return readComtrade(bytesOf(cfgText(lines, lineEnd)), typeof dat === 'string' ? bytesOf(dat) : dat);
}

describe('a pair of the 1999 revision', () => {
  it('gives station, channels, scaled values and states', () => {
    const { configuration, analog, status } = read({});
    expect(configuration).toMatchObject({
      station: 'Station',
      device: 'Device',
      revision: '1999',
      nominalFrequencyHz: 60,
      sampleCount: 3,
      startNs: newYear - 1_000_000_000n,
      triggerNs: newYear - 999_000_000n,
      fileType: 'ASCII',
      analogChannels: [
        {
          index: 1,
          id: 'VA',
          phase: 'A',
          component: 'Line',
          unit: 'kV',
          multiplier: 0.5,
          offset: 10,
          primary: 138,
          secondary: 0.115,
          side: 'P',
        },
      ],
      statusChannels: [{ index: 1, id: 'Trip', phase: 'A', component: 'Line', normalState: 0 }],
    });
    expect(analog).toEqual([Float64Array.of(20, 8, 10)]);
    expect(status).toEqual([Uint8Array.of(0, 1, 1)]);
  });

  it.each<[variant: string, lines: CfgLines, dat: string]>([
    [
      'non-critical fields are empty',
      { head: ',,1999', analog: ['1,VA,,,,0.5,10,,,,,,'], frequency: '' },
      datText,
    ],
    [
      'ratings and normal state are missing',
      { analog: ['1,VA,A,,kV,0.5,10,0,-9,9'], status: ['1,Trip'] },
      datText,
    ],
    ['the time multiplier is missing', { tail: [] }, datText],
    ['numbers are in scientific notation', { analog: ['1,VA,A,,kV,5.0E-01,+1e1,0,-9,9,1,1,s'] }, datText],
    [
      'fields are padded with blanks',
      { counts: ' 2, 1A , 1D ', fileType: ' ascii ' },
      datText.replaceAll(',', ' , '),
    ],
    ['files end with the end-of-file character of DOS', { tail: ['1', '\u001a'] }, `${datText}\u001a`],
    ['the last line has no end', {}, datText.trimEnd()],
    ['sample numbers begin with 0', {}, '0,0,20,0\n1,1000,-4,1\n2,2000,0,1\n'],
    ['time stamps are missing beside a sample rate', {}, '1,,20,0\n2,,-4,1\n3,,0,1\n'],
    ['it begins with a byte order mark', { head: '\ufeffStation,Device,1999' }, datText],
  ])('reads the same when %s', (_, lines, dat) => {
    const { startNs, endNs, analog, status } = read(lines, dat);
    expect({ startNs, endNs }).toEqual({ startNs: newYear - 1_000_000_000n, endNs: newYear - 998_000_000n });
    expect(analog).toEqual([Float64Array.of(20, 8, 10)]);
    expect(status).toEqual([Uint8Array.of(0, 1, 1)]);
  });

  it.each(['\n', '\r\n'])('reads lines that end with %j', (lineEnd) => {
    const { analog } = read({}, datText.replaceAll('\r\n', lineEnd), lineEnd);
    expect(analog).toEqual([Float64Array.of(20, 8, 10)]);
  });

  it('reads names in ISO 8859-1, which is no UTF-8', () => {
    const cfg = Buffer.from(cfgText({ head: 'Poste électrique,Départ,1999' }), 'latin1');
    expect(readComtrade(cfg, bytesOf(datText)).configuration).toMatchObject({
      station: 'Poste électrique',
      device: 'Départ',
    });
  });

  it.each<[what: string, revision: string, value: string, expected: number]>([
    ['99999 as missing', '1999', '99999', Number.NaN],
    ['an empty field as missing', '2013', '', Number.NaN],
    ['99999 of the 2013 revision as a value', '2013', '99999', 99999 * 0.5 + 10],
    ['a real number', '2013', '-1.5E+2', -65],
  ])('takes %s', (_, revision, value, expected) => {
    const { analog } = read({ head: `S,D,${revision}` }, `1,0,${value},0\n2,0,1,0\n3,0,2,0\n`);
    expect(analog[0]?.[0]).toBe(expected);
  });
});

describe('the time of a sample', () => {
  const rows = (stamps: readonly (string | number)[]): string =>
    stamps.map((stamp, index) => `${index + 1},${stamp},0,0\n`).join('');
  const startsAt = (start: string): CfgLines => ({ head: 'S,D,2013', start, trigger: start });

  it.each<[name: string, lines: CfgLines, dat: string, offsetsNs: readonly bigint[]]>([
    ['one rate', { rates: ['1', '1000,3'] }, rows([0, 0, 0]), [0n, 1_000_000n, 2_000_000n]],
    [
      'a rate without a finite period, rounded down',
      { rates: ['1', '60,3'] },
      rows([0, 0, 0]),
      [0n, 16_666_666n, 33_333_333n],
    ],
    [
      'two rates, each step at the rate of the sample it leads to',
      { rates: ['2', '1000,2', '100,4'] },
      rows([0, 0, 0, 0]),
      [0n, 1_000_000n, 11_000_000n, 21_000_000n],
    ],
    [
      'two rates whose fractions of a nanosecond add up',
      { rates: ['2', '3000,2', '1500,3'] },
      rows([0, 0, 0]),
      [0n, 333_333n, 1_000_000n],
    ],
    ['rates before stamps', { rates: ['1', '1E3,2'] }, rows([5, 900]), [0n, 1_000_000n]],
    [
      'no rates: stamps in microseconds',
      { rates: ['0', '0,3'] },
      rows([0, 7, 100_000]),
      [0n, 7_000n, 100_000_000n],
    ],
    [
      'no rates: stamps times a fraction',
      { rates: ['0', '0,3'], tail: ['0.001'] },
      rows([0, 1, 4_294_967_295]),
      [0n, 1n, 4_294_967_295n],
    ],
    [
      'no rates: the first stamp need not be 0',
      { rates: ['0', '0,2'], tail: ['2.5E+00'] },
      rows([3, 5]),
      [7_500n, 12_500n],
    ],
    [
      'no rates: stamps in nanoseconds beside a start time with nanoseconds',
      { rates: ['0', '0,2'], start: '31/12/2020,23:59:59.000000000' },
      rows([0, 999_999_999]),
      [0n, 999_999_999n],
    ],
    [
      'no rates: a stamp beyond 32 bits',
      { rates: ['0', '0,2'], start: '31/12/2020,23:59:59.000000000' },
      rows([0, 123_456_789_012_345]),
      [0n, 123_456_789_012_345n],
    ],
  ])('follows %s', (_, lines, dat, offsetsNs) => {
    const recording = read({ head: 'S,D,2013', ...lines }, dat);
    const startNs = newYear - 1_000_000_000n;
    expect(offsetsNs.map((_, index) => recording.timeNs(index) - startNs)).toEqual(offsetsNs);
    expect(recording.startNs).toBe(startNs + offsetsNs[0]!);
    expect(recording.endNs).toBe(startNs + offsetsNs.at(-1)!);
  });

  it('is that of the reference: 60 samples a second for 190 seconds', () => {
    const dat = rows(Array.from({ length: 11_400 }, () => 0));
    const recording = read({ ...startsAt('11/06/2020,02:59:10.000000'), rates: ['1', '60,11400'] }, dat);
    expect(recording.startNs).toBe(1_591_844_350_000_000_000n);
    expect(recording.endNs).toBe(1_591_844_539_983_333_333n);
  });

  it.each<[start: string, expected: bigint]>([
    ['01/01/1970,00:00:00.000000', 0n],
    ['1/1/1970,0:00:00', 0n],
    ['01/01/1970,00:00:00.5', 500_000_000n],
    ['01/01/1970,00:00:00.123456789', 123_456_789n],
    ['31/12/1969,23:59:59.999999', -1_000n],
    ['29/02/2024,12:00:00.000001', 1_709_208_000_000_001_000n],
    ['02/03/2020,00:00:00.000000', 1_583_107_200_000_000_000n],
  ])('starts at %s', (start, expected) => {
    expect(read(startsAt(start)).startNs).toBe(expected);
  });

  it.each<[timeCode: string, aheadMinutes: bigint]>([
    ['0', 0n],
    ['x', 0n],
    ['', 0n],
    ['-4', -240n],
    ['-4t', -240n],
    ['+10', 600n],
    ['5h30', 330n],
    ['-7h30s', -450n],
  ])('counts from a clock that is %j ahead of UTC', (timeCode, aheadMinutes) => {
    const { startNs } = read({
      ...startsAt('01/01/2021,00:00:00.000000'),
      tail: ['1', `${timeCode},${timeCode}`, '0,3'],
    });
    expect(startNs).toBe(newYear - aheadMinutes * 60_000_000_000n);
  });

  it('knows no time code in the 1999 revision', () => {
    const { startNs } = read({ start: '01/01/2021,00:00:00.000000', tail: ['1', '-4,-4'] });
    expect(startNs).toBe(newYear);
  });
});

describe('a binary .dat', () => {
  /** Three samples of one analog value, then 17 status channels: two words, the second with one bit. */
  const lines: CfgLines = {
    head: 'S,D,2013',
    counts: '18,1A,17D',
    status: Array.from({ length: 17 }, (_, index) => `${index + 1},D${index + 1},,,0`),
    rates: ['1', '1000,2'],
  };
  const header = ['01000000 ffffffff', '02000000 e8030000'];

  it.each<[fileType: string, values: readonly string[], expected: readonly number[]]>([
    ['BINARY', ['feff', '0080'], [9, Number.NaN]],
    ['binary32', ['70110100', '00000080'], [35_010, Number.NaN]],
    ['FLOAT32', ['0000c03f', '0000c07f'], [10.75, Number.NaN]],
  ])('of %s', (fileType, values, expected) => {
    const states = ['0180 0100', '0200 0000'];
    const hex = header.map((start, sample) => `${start}${values[sample]}${states[sample]}`).join('');
    const recording = read({ ...lines, fileType }, Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    expect(recording.analog).toEqual([Float64Array.from(expected)]);
    const states1 = recording.status.map(([first]) => first);
    const states2 = recording.status.map(([, second]) => second);
    expect(states1).toEqual([1, ...new Array(14).fill(0), 1, 1]);
    expect(states2).toEqual([0, 1, ...new Array(15).fill(0)]);
    expect(recording.endNs - recording.startNs).toBe(1_000_000n);
  });

  it('may have status channels only', () => {
    const dat = Buffer.from('01000000000000000100', 'hex');
    const recording = read(
      { counts: '1,0A,1D', analog: [], rates: ['1', '1000,1'], fileType: 'BINARY' },
      dat,
    );
    expect(recording.status).toEqual([Uint8Array.of(1)]);
    expect(recording.endNs).toBe(recording.startNs);
  });

  it('gives the time by its stamps when there is no rate', () => {
    const dat = Buffer.from('0100000000000000 0200000005000000'.replaceAll(' ', ''), 'hex');
    const recording = read(
      {
        counts: '1,1A,0D',
        status: [],
        rates: ['0', '0,2'],
        fileType: 'BINARY',
      },
      Buffer.concat([
        dat.subarray(0, 8),
        Buffer.from('0100', 'hex'),
        dat.subarray(8),
        Buffer.from('0200', 'hex'),
      ]),
    );
    expect(recording.endNs - recording.startNs).toBe(5_000n);
    expect(recording.analog).toEqual([Float64Array.of(10.5, 11)]);
  });
});
