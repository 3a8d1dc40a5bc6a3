/** Lines of a small, valid .cfg, each replaceable: what a test is about stands in the test. */
export interface CfgLines {
  readonly head?: string;
  readonly counts?: string;
  readonly analog?: readonly string[];
  readonly status?: readonly string[];
  readonly frequency?: string;
  readonly rates?: readonly string[];
  readonly start?: string;
  readonly trigger?: string;
  readonly fileType?: string;
  /** What follows the file type: time multiplier and, in 2013, time code and time quality. */
  readonly tail?: readonly string[];
}

/** A .cfg of one analog and one status channel and three samples at 1 kHz, unless said otherwise. */
export function cfgText(lines: CfgLines = {}, lineEnd = '\r\n'): string {
  const {
    head = 'Station,Device,1999',
    counts = '2,1A,1D',
    analog = ['1,VA,A,Line,kV,0.5,10,0,-32767,32767,138,0.115,P'],
    status = ['1,Trip,A,Line,0'],
    frequency = '60',
    rates = ['1', '1000,3'],
    start = '31/12/2020,23:59:59.000000',
    trigger = '31/12/2020,23:59:59.001000',
    fileType = 'ASCII',
    tail = ['1'],
  } = lines;
  return [head, counts, ...analog, ...status, frequency, ...rates, start, trigger, fileType, ...tail]
    .map((line) => line + lineEnd)
    .join('');
}

/** The samples that `cfgText()` promises. */
export const datText = '1,0,20,0\r\n2,1000,-4,1\r\n3,2000,0,1\r\n';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
