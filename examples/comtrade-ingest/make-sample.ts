// node examples/comtrade-ingest/make-sample.ts writes sample/substation.zip anew.
import { writeFile } from 'node:fs/promises';
import { writeArchive } from './archive/write-archive.ts';
import { type AnalogDraft, type StatusDraft, writeComtrade } from './comtrade/write-comtrade.ts';

/**
 * The shipped archive. A short circuit from phase A to ground on a 138 kV line, recorded at both ends: at one by
 * an older relay (1999, ASCII), at the other by a newer recorder (2013, BINARY, its clock five hours behind UTC).
 * A third pair broke off while its .cfg was being copied.
 */
export async function makeSample(): Promise<Uint8Array> {
  const north = writeComtrade({
    station: 'Northfield 138 kV',
    device: 'Line 12 relay',
    revision: '1999',
    fileType: 'ASCII',
    ...recordFault({
      sampleHz: 3840,
      sampleCount: 2304,
      faultSample: 512,
      prefaultAmps: 410,
      faultAmps: 5200,
    }),
    startNs: epochNs('2026-03-14T08:15:30.250Z'),
    // 512 samples at 3840 Hz after the start.
    triggerNs: epochNs('2026-03-14T08:15:30.250Z') + 133_333_000n,
    fractionDigits: 6,
    timeMultiplier: '1',
    aheadOfUtcMinutes: 0,
  });
  const south = writeComtrade({
    station: 'Southgate 138 kV',
    device: 'DFR 2',
    revision: '2013',
    fileType: 'BINARY',
    ...recordFault({
      sampleHz: 4800,
      sampleCount: 3000,
      faultSample: 400,
      prefaultAmps: 405,
      faultAmps: 3100,
    }),
    startNs: epochNs('2026-03-14T08:15:30.300Z') + 1_250n,
    triggerNs: epochNs('2026-03-14T08:15:30.300Z') + 83_334_583n,
    fractionDigits: 9,
    // The stamps are microseconds, and nanoseconds are the unit beside such a start time.
    timeMultiplier: '1000',
    aheadOfUtcMinutes: -300,
  });
  const cut = north.cfg.subarray(0, 260);
  return writeArchive([
    { name: 'Northfield/260314,081530250,0s,Northfield,Line 12.cfg', bytes: north.cfg },
    { name: 'Northfield/260314,081530250,0s,Northfield,Line 12.dat', bytes: north.dat },
    { name: 'Southgate/260314,031530300,-5s,Southgate,DFR 2.cfg', bytes: south.cfg },
    { name: 'Southgate/260314,031530300,-5s,Southgate,DFR 2.dat', bytes: south.dat },
    { name: 'Northfield/260314,081534000,0s,Northfield,Line 12.cfg', bytes: cut },
    { name: 'Northfield/260314,081534000,0s,Northfield,Line 12.dat', bytes: north.dat.subarray(0, 4_000) },
  ]);
}

interface Fault {
  readonly sampleHz: number;
  readonly sampleCount: number;
  /** Index of the first sample under fault. */
  readonly faultSample: number;
  readonly prefaultAmps: number;
  readonly faultAmps: number;
}

/** The relay sees the fault after a cycle, the breaker opens five cycles after its beginning, as is usual. */
function recordFault({ sampleHz, sampleCount, faultSample, prefaultAmps, faultAmps }: Fault) {
  const samplesPerCycle = sampleHz / 60;
  const pickupSample = faultSample + samplesPerCycle;
  const clearedSample = faultSample + 5 * samplesPerCycle;
  const underFault = (sample: number): boolean => sample >= faultSample && sample < clearedSample;
  const open = (sample: number): boolean => sample >= clearedSample;
  const samples = Array.from({ length: sampleCount }, (_, sample) => sample);
  const wave = (sample: number, lagDegrees: number): number =>
    Math.SQRT2 * Math.sin(2 * Math.PI * (sample / samplesPerCycle - lagDegrees / 360));

  const voltage = (phase: string, lagDegrees: number): AnalogDraft => ({
    id: `V${phase}`,
    phase,
    component: 'Line 12',
    unit: 'kV',
    multiplier: 0.01,
    offset: 0,
    primary: 138,
    secondary: 0.115,
    // The faulted phase sags to 35 %; the others swell a little.
    stored: samples.map((sample) => {
      const share = underFault(sample) ? (phase === 'A' ? 0.35 : 1.08) : 1;
      return Math.round((138 / Math.sqrt(3)) * share * wave(sample, lagDegrees) * 100);
    }),
  });
  const current = (phase: string, lagDegrees: number): AnalogDraft => ({
    id: `I${phase}`,
    phase,
    component: 'Line 12',
    unit: 'A',
    multiplier: 0.5,
    offset: 0,
    primary: 1200,
    secondary: 5,
    // Load current lags by 15 degrees, fault current by 75.
    stored: samples.map((sample) => {
      if (open(sample)) return 0;
      const faulted = phase === 'A' && underFault(sample);
      const amps = faulted ? faultAmps : prefaultAmps;
      return Math.round(amps * wave(sample, lagDegrees + (faulted ? 75 : 15)) * 2);
    }),
  });
  const status = (id: string, normalState: 0 | 1, isOn: (sample: number) => boolean): StatusDraft => ({
    id,
    normalState,
    states: samples.map((sample) => (isOn(sample) ? 1 : 0)),
  });

  return {
    analogChannels: [
      ...[voltage('A', 0), voltage('B', 120), voltage('C', 240)],
      ...[current('A', 0), current('B', 120), current('C', 240)],
    ],
    statusChannels: [
      status('21G zone 1 pickup', 0, (sample) => sample >= pickupSample && !open(sample)),
      status('Trip', 0, (sample) => sample >= pickupSample && sample < clearedSample + samplesPerCycle),
      status('52A breaker closed', 1, (sample) => !open(sample)),
    ],
    nominalFrequencyHz: 60,
    sampleRates: [{ hz: String(sampleHz), lastSample: sampleCount }],
    // Microseconds. A reader goes by the sample rate instead, which is exact.
    stamps: samples.map((sample) => Math.round((sample * 1e6) / sampleHz)),
  };
}

function epochNs(time: string): bigint {
  return BigInt(Date.parse(time)) * 1_000_000n;
}

if (import.meta.main) {
  const path = new URL('./sample/substation.zip', import.meta.url);
  await writeFile(path, await makeSample());
  console.log(`Wrote ${path.pathname}`);
}
