import { EntryRefused } from './archive/archive-error.ts';
import type { ArchiveEntry } from './archive/open-archive.ts';
import type { Pair } from './archive/pair-entries.ts';
import { ComtradeError } from './comtrade/comtrade-error.ts';
import { deriveUuid } from './derive-uuid.ts';
import type { DataSet, StreamStatus } from './payload.ts';
import { type Recording, readComtrade } from './read-comtrade.ts';

/** Reads one pair and says what came of it. Never rejects: whatever is wrong with a pair stays with that pair. */
export async function describePair({ name, cfg, dat }: Pair): Promise<DataSet> {
  const failed = (error: string): DataSet => ({ Error: error, Name: name, Streams: null, Success: false });
  if (cfg === undefined) return failed('cfg missing: there is a .dat but no .cfg of this name');
  if (dat === undefined) return failed('dat missing: there is a .cfg but no .dat of this name');
  try {
    const recording = readComtrade(await readFile('cfg', cfg), await readFile('dat', dat));
    return { Error: '', Name: name, Streams: listStreams(recording), Success: true };
  } catch (error) {
    if (error instanceof ComtradeError || error instanceof EntryRefused) return failed(error.message);
    return failed(`the pair could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readFile(kind: 'cfg' | 'dat', entry: ArchiveEntry): Promise<Uint8Array> {
  try {
    return await entry.read();
  } catch (error) {
    if (!(error instanceof EntryRefused)) throw error;
    throw new EntryRefused(error.code, `${kind} refused: ${error.message}`, { cause: error });
  }
}

function listStreams({ configuration, startNs, endNs }: Recording): StreamStatus[] {
  const { station, device, analogChannels, statusChannels } = configuration;
  const stream = (kind: 'analog' | 'status', index: number, id: string): StreamStatus => ({
    Uuid: deriveUuid(['stream', station, device, kind, index, id]),
    StartNs: startNs,
    EndNs: endNs,
    // Nothing is stored here; and the time of day would make a repeated submission another one.
    ProcessedAtNs: 0n,
  });
  return [
    ...analogChannels.map(({ index, id }) => stream('analog', index, id)),
    ...statusChannels.map(({ index, id }) => stream('status', index, id)),
  ];
}
