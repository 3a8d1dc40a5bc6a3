import { ComtradeError } from './comtrade-error.ts';
import type { Configuration } from './configuration.ts';
import { decodeText } from './decode-text.ts';
import { parseNumber } from './parse-number.ts';
import type { Samples } from './samples.ts';

/**
 * Reads an ASCII .dat: a row per sample with its number, time stamp, analog and status values. A missing analog
 * value is an empty field, or 99999 in the 1999 revision.
 *
 * @throws {ComtradeError} `dat_format_error` with the row and what is wrong.
 */
export function parseAsciiDat(configuration: Configuration, bytes: Uint8Array): Samples {
  const { sampleCount, analogChannels, statusChannels, revision } = configuration;
  const fieldCount = 2 + analogChannels.length + statusChannels.length;
  const rows = decodeText(bytes).trimEnd().split(/\r?\n/);
  const rowCount = rows[0] === '' ? 0 : rows.length;
  if (rowCount !== sampleCount) {
    throw new ComtradeError('dat_format_error', `${rowCount} samples where the cfg says ${sampleCount}`);
  }
  // Before any array is allocated: a row takes at least a comma per field, so the arrays stay in proportion to the file.
  if (bytes.length < (fieldCount - 1) * sampleCount) {
    throw new ComtradeError('dat_format_error', `the file is too short for rows of ${fieldCount} fields`);
  }
  const stamps = new Float64Array(sampleCount);
  const analog = analogChannels.map(() => new Float64Array(sampleCount));
  const status = statusChannels.map(() => new Uint8Array(sampleCount));

  let firstNumber = 1;
  for (const [row, line] of rows.entries()) {
    const refuse = (detail: string): never => {
      throw new ComtradeError('dat_format_error', `row ${row + 1}: ${detail}`);
    };
    const fields = line.split(',');
    if (fields.length !== fieldCount) refuse(`${fields.length} fields where the cfg says ${fieldCount}`);
    const field = (index: number): string => (fields[index] ?? '').trim();

    const number = /^\d{1,10}$/.test(field(0))
      ? Number(field(0))
      : refuse('the sample number is not a whole number');
    // Some recorders count from 0.
    if (row === 0) firstNumber = Math.min(number, 1);
    if (number !== firstNumber + row) refuse(`sample number ${number} where ${firstNumber + row} should be`);

    const stamp = field(1);
    if (stamp !== '' && !/^\d{1,15}$/.test(stamp)) refuse('the time stamp is not a whole number');
    stamps[row] = stamp === '' ? Number.NaN : Number(stamp);

    for (const [channel, values] of analog.entries()) {
      const text = field(2 + channel);
      const isMissing = text === '' || (text === '99999' && revision === '1999');
      values[row] = isMissing
        ? Number.NaN
        : (parseNumber(text) ?? refuse(`analog value ${channel + 1} is not a number`));
    }
    for (const [channel, values] of status.entries()) {
      const text = field(2 + analog.length + channel);
      if (text !== '0' && text !== '1') refuse(`status value ${channel + 1} is neither 0 nor 1`);
      values[row] = text === '1' ? 1 : 0;
    }
  }
  return { stamps, analog, status };
}
