import type { FileType } from './configuration.ts';
import type { RecordingDraft } from './write-comtrade.ts';

/** The bytes of the .dat. */
export function writeDat(draft: RecordingDraft): Uint8Array {
  return draft.fileType === 'ASCII' ? writeAsciiDat(draft) : writeBinaryDat(draft, draft.fileType);
}

function writeAsciiDat({ revision, stamps, analogChannels, statusChannels }: RecordingDraft): Uint8Array {
  const missing = revision === '1999' ? '99999' : '';
  const rows = stamps.map((stamp, sample) =>
    [
      sample + 1,
      stamp,
      ...analogChannels.map(({ stored }) => (Number.isNaN(stored[sample]) ? missing : stored[sample])),
      ...statusChannels.map(({ states }) => states[sample]),
    ].join(','),
  );
  return new TextEncoder().encode(`${rows.join('\r\n')}\r\n`);
}

function writeBinaryDat(draft: RecordingDraft, fileType: Exclude<FileType, 'ASCII'>): Uint8Array {
  const { stamps, analogChannels, statusChannels } = draft;
  const valueBytes = fileType === 'BINARY' ? 2 : 4;
  const statusOffset = 8 + analogChannels.length * valueBytes;
  const sampleBytes = statusOffset + Math.ceil(statusChannels.length / 16) * 2;
  const bytes = new Uint8Array(stamps.length * sampleBytes);
  const view = new DataView(bytes.buffer);
  for (const [sample, stamp] of stamps.entries()) {
    const at = sample * sampleBytes;
    view.setUint32(at, sample + 1, true);
    view.setUint32(at + 4, stamp, true);
    for (const [channel, { stored }] of analogChannels.entries()) {
      writeAnalog(view, at + 8 + channel * valueBytes, fileType, stored[sample] ?? Number.NaN);
    }
    for (const [channel, { states }] of statusChannels.entries()) {
      const word = at + statusOffset + (channel >> 4) * 2;
      view.setUint16(word, view.getUint16(word, true) | ((states[sample] ?? 0) << (channel & 15)), true);
    }
  }
  return bytes;
}

function writeAnalog(view: DataView, at: number, fileType: Exclude<FileType, 'ASCII'>, stored: number): void {
  if (fileType === 'FLOAT32') view.setFloat32(at, stored, true);
  else if (fileType === 'BINARY32') view.setInt32(at, Number.isNaN(stored) ? -0x80000000 : stored, true);
  else view.setInt16(at, Number.isNaN(stored) ? -0x8000 : stored, true);
}
