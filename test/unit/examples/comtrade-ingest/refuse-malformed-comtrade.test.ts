import { describe, expect, it } from 'vitest';
import { ComtradeError } from '../../../../examples/comtrade-ingest/comtrade/comtrade-error.ts';
import { readComtrade } from '../../../../examples/comtrade-ingest/read-comtrade.ts';
import { bytesOf, type CfgLines, cfgText, datText } from './write-pair.ts';

function errorOf(cfg: string | Uint8Array, dat: string | Uint8Array): ComtradeError {
  const bytes = (file: string | Uint8Array): Uint8Array => (typeof file === 'string' ? bytesOf(file) : file);
  try {
    readComtrade(bytes(cfg), bytes(dat));
  } catch (error) {
    if (error instanceof ComtradeError) return error;
    throw error;
  }
  throw new Error('It was read without an error.');
}

describe('a malformed .cfg is refused with its line and what is wrong', () => {
  it.each<[problem: string, lines: CfgLines, message: string]>([
    ['revision 1991', { head: 'S,D' }, 'line 1: no revision year 1999 or 2013'],
    ['an unknown revision', { head: 'S,D,2020' }, 'line 1: revision year "2020" is neither 1999 nor 2013'],
    ['counts that do not add up', { counts: '3,1A,1D' }, 'line 2: 3 channels are not 1 analog and 1 status'],
    ['counts without letters', { counts: '2,1,1' }, 'line 2: the channel counts are not like 10,6A,4D'],
    [
      'a count that is no number',
      { counts: 'two,1A,1D' },
      'line 2: number of channels "two" is not a whole number',
    ],
    ['no channels', { counts: '0,0A,0D' }, 'line 2: the recording has no channels'],
    [
      'more channels than lines',
      { counts: '900002,900001A,1D' },
      'line 4: an analog channel has at least 10 fields',
    ],
    [
      'an analog channel cut short',
      { analog: ['1,VA,A'] },
      'line 3: an analog channel has at least 10 fields, this',
    ],
    [
      'a multiplier that is no number',
      { analog: ['1,VA,A,,kV,?,0,0,0,0'] },
      'line 3: multiplier a "?" is not a number',
    ],
    ['no offset', { analog: ['1,VA,A,,kV,1,,0,0,0'] }, 'line 3: offset b "" is not a number'],
    [
      'a rating that is no number',
      { analog: ['1,VA,A,,kV,1,0,0,0,0,x'] },
      'line 3: primary factor "x" is not a number',
    ],
    ['neither primary nor secondary', { analog: ['1,VA,A,,kV,1,0,0,0,0,1,1,Q'] }, 'line 3: "Q" is neither P'],
    ['a channel number 0', { analog: ['0,VA,A,,kV,1,0,0,0,0'] }, 'line 3: channel numbers begin with 1'],
    [
      'two channels of one number',
      { counts: '3,2A,1D', analog: ['1,VA,A,,kV,1,0,0,0,0', '1,VB,B,,kV,1,0,0,0,0'] },
      'line 4: analog channel number 1 appears twice',
    ],
    [
      'a status channel without id',
      { status: ['1'] },
      'line 4: a status channel has at least a number and an id',
    ],
    ['a normal state of 2', { status: ['1,Trip,,,2'] }, 'line 4: normal state "2" is neither 0 nor 1'],
    [
      'a frequency that is no number',
      { frequency: '60 Hz' },
      'line 5: line frequency "60 Hz" is not a number',
    ],
    [
      'a negative number of rates',
      { rates: ['-1', '1000,3'] },
      'line 6: number of sample rates "-1" is not a whole',
    ],
    ['a thousand rates', { rates: ['1000', '1000,3'] }, 'line 6: 1000 sample rates are more than the 999'],
    ['a rate of 0', { rates: ['1', '0,3'] }, 'line 7: sample rate "0" is not a number above 0'],
    [
      'a rate with a huge exponent',
      { rates: ['1', '1e999,3'] },
      'line 7: sample rate "1e999" is not a number',
    ],
    ['no samples', { rates: ['1', '1000,0'] }, 'line 7: last sample number 0 is not above 0'],
    [
      'sample numbers that fall',
      { rates: ['2', '1000,3', '500,2'] },
      'line 8: last sample number 2 is not above 3',
    ],
    [
      'no line beside 0 rates',
      { rates: ['0'] },
      'line 7: last sample number "23:59:59.000000" is not a whole',
    ],
    [
      'a day that does not exist',
      { start: '30/02/2020,00:00:00' },
      'line 8: start time "30/02/2020,00:00:00" is not',
    ],
    [
      'month before day',
      { start: '12/31/2020,00:00:00' },
      'line 8: start time "12/31/2020,00:00:00" is not a time',
    ],
    [
      'hour 24',
      { trigger: '31/12/2020,24:00:00' },
      'line 9: trigger time "31/12/2020,24:00:00" is not a time',
    ],
    [
      'a leap second',
      { start: '31/12/2016,23:59:60.0' },
      'line 8: start time "31/12/2016,23:59:60.0" is not a time',
    ],
    ['picoseconds', { start: '31/12/2020,23:59:59.123456789012' }, 'line 8: start time'],
    [
      'an unknown file type',
      { fileType: 'BINARY64' },
      'line 10: file type "BINARY64" is none of ASCII, BINARY,',
    ],
    ['a time multiplier of 0', { tail: ['0'] }, 'line 11: time multiplier "0" is not a number above 0'],
    [
      'a malformed time code',
      { head: 'S,D,2013', tail: ['1', 'EST,EST'] },
      'line 12: time code "EST" is not like',
    ],
  ])('%s', (_, lines, message) => {
    const error = errorOf(cfgText(lines), datText);
    expect(error.message).toContain(`cfg format error: ${message}`);
    expect(error).toMatchObject({ code: 'cfg_format_error', retryable: false });
  });

  it('for every line at which it may end', () => {
    const lines = cfgText().split('\r\n').slice(0, 10);
    for (let count = 1; count < lines.length; count++) {
      const error = errorOf(lines.slice(0, count).join('\r\n'), datText);
      expect(error.message).toContain(`cfg format error: line ${count + 1}: the file ends where`);
    }
  });

  it('when it is empty, or no text at all', () => {
    const appleDouble = Buffer.from('00051607000200004d6163204f53205820202020202020200002', 'hex');
    expect(errorOf('', datText).message).toContain('cfg format error: line 1');
    expect(errorOf(appleDouble, datText).message).toContain('cfg format error: line 1');
  });
});

describe('a malformed ASCII .dat is refused with its row and what is wrong', () => {
  it.each<[problem: string, lines: CfgLines, dat: string, message: string]>([
    ['empty', {}, '', '0 samples where the cfg says 3'],
    ['too few samples', {}, '1,0,1,0\n2,0,1,0\n', '2 samples where the cfg says 3'],
    ['too many samples', {}, `${datText}4,3000,1,0\n`, '4 samples where the cfg says 3'],
    ['a row cut short', {}, '1,0,1,0\n2,0,1,0\n3,0', 'row 3: 2 fields where the cfg says 4'],
    ['a row too long', {}, datText.replace('20,0', '20,0,0'), 'row 1: 5 fields where the cfg says 4'],
    ['a sample number that is no number', {}, datText.replace('2,', 'x,'), 'row 2: the sample number is not'],
    [
      'a gap in the sample numbers',
      {},
      datText.replace('3,', '4,'),
      'row 3: sample number 4 where 3 should be',
    ],
    ['sample numbers from 2', {}, '2,0,1,0\n3,0,1,0\n4,0,1,0', 'row 1: sample number 2 where 1 should be'],
    [
      'a stamp that is no number',
      {},
      datText.replace('1000', '1ms'),
      'row 2: the time stamp is not a whole number',
    ],
    [
      'an analog value that is no number',
      {},
      datText.replace('-4', '0x4'),
      'row 2: analog value 1 is not a number',
    ],
    ['a status of 2', {}, datText.replace('-4,1', '-4,2'), 'row 2: status value 1 is neither 0 nor 1'],
    [
      'no stamp and no rate',
      { rates: ['0', '0,3'] },
      '1,0,1,0\n2,,1,0\n3,,1,0',
      'sample 2 has no time stamp and the',
    ],
    [
      'stamps that run backwards',
      { rates: ['0', '0,3'] },
      '1,0,1,0\n2,9,1,0\n3,8,1,0',
      'sample 3 goes back in time',
    ],
    ['times beyond 64 bits', { start: '01/01/2300,00:00:00.0' }, datText, 'the times do not fit in 64 bits'],
  ])('%s', (_, lines, dat, message) => {
    const error = errorOf(cfgText(lines), dat);
    expect(error.message).toContain(`dat format error: ${message}`);
    expect(error).toMatchObject({ code: 'dat_format_error', retryable: false });
  });

  it('a .cfg that promises far more than the .dat holds, before memory is taken for it', () => {
    const analog = Array.from({ length: 20_000 }, (_, index) => `${index + 1},A,,,V,1,0,0,0,0`);
    const rows = '\n'.repeat(19_999);
    const cfg = cfgText({ counts: '20001,20000A,1D', analog, rates: ['1', '1000,20000'] });
    expect(errorOf(cfg, `1${rows}1`).message).toContain('the file is too short for rows of 20003 fields');
  });
});

describe('a malformed binary .dat is refused', () => {
  const sample = '010000000000000005000100';
  const lines: CfgLines = { fileType: 'BINARY', rates: ['1', '1000,2'] };

  it.each<[problem: string, hex: string, message: string]>([
    ['empty', '', '0 bytes where the cfg says 2 samples of 12 bytes'],
    ['cut within a sample', `${sample}0200`, '14 bytes where the cfg says 2 samples of 12 bytes'],
    ['a sample number that repeats', sample + sample, 'sample 2: sample number 1 where 2 should be'],
    [
      'big-endian',
      `00000001${sample.slice(8)}00000002${sample.slice(8)}`,
      'sample 1: sample number 16777216 where 1',
    ],
  ])('%s', (_, hex, message) => {
    const error = errorOf(cfgText(lines), Buffer.from(hex, 'hex'));
    expect(error.message).toContain(`dat format error: ${message}`);
  });

  it('when it promises billions of samples', () => {
    const cfg = cfgText({ ...lines, rates: ['1', '1000,9999999999'] });
    expect(errorOf(cfg, Buffer.from(sample, 'hex')).message).toContain('dat format error: 12 bytes where');
  });
});
