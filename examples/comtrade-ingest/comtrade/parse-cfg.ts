import { ComtradeError } from './comtrade-error.ts';
import type {
  AnalogChannel,
  Configuration,
  FileType,
  Revision,
  SampleRate,
  StatusChannel,
} from './configuration.ts';
import { fileTypes } from './configuration.ts';
import { decodeText } from './decode-text.ts';
import type { Decimal } from './parse-decimal.ts';
import { parseDecimal } from './parse-decimal.ts';
import { parseNumber } from './parse-number.ts';
import { parseTimeCode } from './parse-time-code.ts';
import type { Timestamp } from './parse-timestamp.ts';
import { parseTimestamp } from './parse-timestamp.ts';

/**
 * Reads a .cfg of the 1999 or 2013 revision. Lines may end with CRLF or LF. Fields that the standard calls
 * non-critical may be empty or, at the end of a line or of the file, missing.
 *
 * @throws {ComtradeError} `cfg_format_error` with the line number, what is wrong, and what belongs there.
 */
export function parseCfg(bytes: Uint8Array): Configuration {
  const lines = readLines(decodeText(bytes));

  const [station = '', device = '', revisionText] = lines.fields('the station');
  const revision = parseRevision(revisionText, lines.refuse);
  const { analogCount, statusCount } = parseCounts(lines.fields('the channel counts'), lines.refuse);

  const analogChannels = parseChannels(analogCount, 'analog', () =>
    parseAnalogChannel(lines.fields('an analog channel'), lines.refuse),
  );
  const statusChannels = parseChannels(statusCount, 'status', () =>
    parseStatusChannel(lines.fields('a status channel'), lines.refuse),
  );

  const [frequency = ''] = lines.fields('the line frequency');
  const nominalFrequencyHz = parseOptionalNumber(frequency, 'line frequency', lines.refuse);
  const { sampleRates, sampleCount } = parseSampleRates(lines);

  const start = parseTime(lines.next('the start time'), 'start time', lines.refuse);
  const trigger = parseTime(lines.next('the trigger time'), 'trigger time', lines.refuse);
  const [fileTypeText = ''] = lines.fields('the file type');
  const fileType = parseFileType(fileTypeText, lines.refuse);
  const [multiplierText = ''] = lines.optionalFields();
  const timeMultiplier = parseTimeMultiplier(multiplierText, lines.refuse);
  const [timeCode = ''] = revision === '2013' ? lines.optionalFields() : [];
  const aheadNs =
    parseTimeCode(timeCode) ?? lines.refuse(`time code ${show(timeCode)} is not like -4 or +5h30`);

  return {
    station,
    device,
    revision,
    analogChannels,
    statusChannels,
    nominalFrequencyHz,
    sampleRates,
    sampleCount,
    startNs: start.ns - aheadNs,
    triggerNs: trigger.ns - aheadNs,
    stampUnitNs: start.hasNanoseconds ? 1n : 1000n,
    timeMultiplier,
    fileType,
  };

  /** The numbers within a kind must differ: they tell streams apart. */
  function parseChannels<T extends { index: number }>(count: number, kind: string, parse: () => T): T[] {
    const seen = new Set<number>();
    return Array.from({ length: count }, () => {
      const channel = parse();
      if (seen.has(channel.index)) lines.refuse(`${kind} channel number ${channel.index} appears twice`);
      seen.add(channel.index);
      return channel;
    });
  }
}

type Refuse = (detail: string) => never;

interface Lines {
  /** The next line; its absence is an error. `what` says what belongs there. */
  next(what: string): string;
  /** The next line's fields, trimmed. */
  fields(what: string): string[];
  /** The next line's fields, or none at the end of the file. */
  optionalFields(): string[];
  /** Throws for the line read last. */
  refuse: Refuse;
}

function readLines(text: string): Lines {
  const lines = text.trimEnd().split(/\r?\n/);
  let read = 0;
  const refuse: Refuse = (detail) => {
    throw new ComtradeError('cfg_format_error', `line ${read}: ${detail}`);
  };
  const next = (what: string): string => {
    const line = lines[read++];
    return line ?? refuse(`the file ends where ${what} should be`);
  };
  const split = (line: string): string[] => line.split(',').map((field) => field.trim());
  return {
    next,
    fields: (what) => split(next(what)),
    optionalFields: () => (read < lines.length ? split(next('a further line')) : []),
    refuse,
  };
}

function parseRevision(text: string | undefined, refuse: Refuse): Revision {
  if (text === '1999' || text === '2013') return text;
  if (text === undefined || text === '' || text === '1991') {
    return refuse(
      'no revision year 1999 or 2013 after station and device (the 1991 revision is not supported)',
    );
  }
  return refuse(`revision year ${show(text)} is neither 1999 nor 2013`);
}

function parseCounts(
  [total, analog, status]: string[],
  refuse: Refuse,
): { analogCount: number; statusCount: number } {
  const analogCount = Number(/^(\d{1,6})A$/i.exec(analog ?? '')?.[1] ?? Number.NaN);
  const statusCount = Number(/^(\d{1,6})D$/i.exec(status ?? '')?.[1] ?? Number.NaN);
  const totalCount = parseCount(total ?? '', 'number of channels', refuse);
  if (Number.isNaN(analogCount) || Number.isNaN(statusCount)) {
    return refuse('the channel counts are not like 10,6A,4D');
  }
  if (totalCount !== analogCount + statusCount) {
    return refuse(`${totalCount} channels are not ${analogCount} analog and ${statusCount} status channels`);
  }
  if (totalCount === 0) return refuse('the recording has no channels');
  return { analogCount, statusCount };
}

function parseAnalogChannel(fields: string[], refuse: Refuse): AnalogChannel {
  if (fields.length < 10) {
    return refuse(`an analog channel has at least 10 fields, this line has ${fields.length}`);
  }
  const [index = '', id = '', phase = '', component = '', unit = '', multiplier = '', offset = ''] = fields;
  const [primary = '', secondary = '', side = ''] = fields.slice(10);
  return {
    index: parseIndex(index, refuse),
    id,
    phase,
    component,
    unit,
    multiplier: parseRequiredNumber(multiplier, 'multiplier a', refuse),
    offset: parseRequiredNumber(offset, 'offset b', refuse),
    primary: parseOptionalNumber(primary, 'primary factor', refuse),
    secondary: parseOptionalNumber(secondary, 'secondary factor', refuse),
    side: parseSide(side.toUpperCase(), refuse),
  };
}

function parseStatusChannel(fields: string[], refuse: Refuse): StatusChannel {
  if (fields.length < 2) return refuse('a status channel has at least a number and an id');
  const [index = '', id = '', phase = '', component = '', normal = ''] = fields;
  if (normal !== '' && normal !== '0' && normal !== '1') {
    return refuse(`normal state ${show(normal)} is neither 0 nor 1`);
  }
  return {
    index: parseIndex(index, refuse),
    id,
    phase,
    component,
    normalState: normal === '' ? undefined : normal === '1' ? 1 : 0,
  };
}

function parseSampleRates(lines: Lines): { sampleRates: SampleRate[]; sampleCount: number } {
  const [countText = ''] = lines.fields('the number of sample rates');
  const count = parseCount(countText, 'number of sample rates', lines.refuse);
  if (count > 999)
    return lines.refuse(`${count} sample rates are more than the 999 that the standard allows`);
  const sampleRates: SampleRate[] = [];
  let sampleCount = 0;
  // Without rates there still is one line: it says how many samples there are.
  for (let i = 0; i < Math.max(count, 1); i++) {
    const [hzText = '', lastText = ''] = lines.fields('a sample rate');
    const lastSample = parseCount(lastText, 'last sample number', lines.refuse);
    if (lastSample <= sampleCount) {
      return lines.refuse(`last sample number ${lastSample} is not above ${sampleCount}`);
    }
    sampleCount = lastSample;
    if (count > 0) sampleRates.push({ hz: parsePositive(hzText, 'sample rate', lines.refuse), lastSample });
  }
  return { sampleRates, sampleCount };
}

function parseTime(line: string, what: string, refuse: Refuse): Timestamp {
  return (
    parseTimestamp(line) ?? refuse(`${what} ${show(line)} is not a time like 31/12/2020,23:59:59.123456`)
  );
}

function parseFileType(text: string, refuse: Refuse): FileType {
  const fileType = fileTypes.find((known) => known === text.toUpperCase());
  return fileType ?? refuse(`file type ${show(text)} is none of ${fileTypes.join(', ')}`);
}

function parseTimeMultiplier(text: string, refuse: Refuse): Decimal {
  return text === '' ? { numerator: 1n, denominator: 1n } : parsePositive(text, 'time multiplier', refuse);
}

function parsePositive(text: string, what: string, refuse: Refuse): Decimal {
  const value = parseDecimal(text);
  if (value === undefined || value.numerator <= 0n)
    return refuse(`${what} ${show(text)} is not a number above 0`);
  return value;
}

function parseIndex(text: string, refuse: Refuse): number {
  const index = parseCount(text, 'channel number', refuse);
  return index > 0 ? index : refuse('channel numbers begin with 1');
}

function parseSide(text: string, refuse: Refuse): 'P' | 'S' | undefined {
  if (text === '') return undefined;
  return text === 'P' || text === 'S'
    ? text
    : refuse(`${show(text)} is neither P (primary) nor S (secondary)`);
}

function parseCount(text: string, what: string, refuse: Refuse): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : refuse(`${what} ${show(text)} is not a whole number`);
}

function parseRequiredNumber(text: string, what: string, refuse: Refuse): number {
  return parseNumber(text) ?? refuse(`${what} ${show(text)} is not a number`);
}

function parseOptionalNumber(text: string, what: string, refuse: Refuse): number | undefined {
  return text === '' ? undefined : parseRequiredNumber(text, what, refuse);
}

/** A piece of a file in an error message: quoted, control characters escaped, not too long. */
function show(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
