import { ComtradeError } from './comtrade-error.ts';
import type { Configuration, FileType } from './configuration.ts';
import type { Samples } from './samples.ts';

type BinaryFileType = Exclude<FileType, 'ASCII'>;

interface AnalogFormat {
  readonly sizeBytes: number;
  /** The stored number; NaN for the bit pattern that marks a missing value. */
  read(view: DataView, offset: number): number;
}

const analogFormats: Record<BinaryFileType, AnalogFormat> = {
  BINARY: { sizeBytes: 2, read: (view, offset) => numberOrMissing(view.getInt16(offset, true), -0x8000) },
  BINARY32: {
    sizeBytes: 4,
    read: (view, offset) => numberOrMissing(view.getInt32(offset, true), -0x80000000),
  },
  FLOAT32: { sizeBytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
};

const missingStamp = 0xffffffff;

/**
 * Reads a binary .dat. Each sample is, little-endian: its number and its time stamp (4 bytes each), the analog
 * values (2 or 4 bytes each), and the status values as 16 bits to a word, the first channel lowest.
 *
 * @throws {ComtradeError} `dat_format_error` with the sample and what is wrong.
 */
export function parseBinaryDat(
  configuration: Configuration,
  fileType: BinaryFileType,
  bytes: Uint8Array,
): Samples {
  const { sampleCount, analogChannels, statusChannels } = configuration;
  const format = analogFormats[fileType];
  const statusOffset = 8 + analogChannels.length * format.sizeBytes;
  const sampleBytes = statusOffset + Math.ceil(statusChannels.length / 16) * 2;
  if (bytes.length !== sampleCount * sampleBytes) {
    throw new ComtradeError(
      'dat_format_error',
      `${bytes.length} bytes where the cfg says ${sampleCount} samples of ${sampleBytes} bytes`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stamps = new Float64Array(sampleCount);
  const analog = analogChannels.map(() => new Float64Array(sampleCount));
  const status = statusChannels.map(() => new Uint8Array(sampleCount));

  // Some recorders count from 0.
  const firstNumber = Math.min(view.getUint32(0, true), 1);
  for (let sample = 0; sample < sampleCount; sample++) {
    const at = sample * sampleBytes;
    const number = view.getUint32(at, true);
    if (number !== firstNumber + sample) {
      throw new ComtradeError(
        'dat_format_error',
        `sample ${sample + 1}: sample number ${number} where ${firstNumber + sample} should be`,
      );
    }
    const stamp = view.getUint32(at + 4, true);
    stamps[sample] = stamp === missingStamp ? Number.NaN : stamp;
    for (const [channel, values] of analog.entries()) {
      values[sample] = format.read(view, at + 8 + channel * format.sizeBytes);
    }
    for (const [channel, values] of status.entries()) {
      const word = view.getUint16(at + statusOffset + (channel >> 4) * 2, true);
      values[sample] = (word >> (channel & 15)) & 1;
    }
  }
  return { stamps, analog, status };
}

function numberOrMissing(stored: number, missing: number): number {
  return stored === missing ? Number.NaN : stored;
}
