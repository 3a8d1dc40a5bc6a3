import type { AnalogDraft, RecordingDraft, StatusDraft } from './write-comtrade.ts';

/** The text of the .cfg. */
export function writeCfg(draft: RecordingDraft): string {
  const { analogChannels, statusChannels, sampleRates, stamps, revision } = draft;
  const time = (ns: bigint): string =>
    formatTime(ns + BigInt(draft.aheadOfUtcMinutes) * 60_000_000_000n, draft.fractionDigits);
  const channelCount = analogChannels.length + statusChannels.length;
  const lines = [
    `${draft.station},${draft.device},${revision}`,
    `${channelCount},${analogChannels.length}A,${statusChannels.length}D`,
    ...analogChannels.map(formatAnalogChannel),
    ...statusChannels.map(formatStatusChannel),
    `${draft.nominalFrequencyHz}`,
    `${sampleRates.length}`,
    ...(sampleRates.length > 0
      ? sampleRates.map(({ hz, lastSample }) => `${hz},${lastSample}`)
      : [`0,${stamps.length}`]),
    time(draft.startNs),
    time(draft.triggerNs),
    draft.fileType,
    draft.timeMultiplier,
  ];
  if (revision === '2013') {
    const timeCode = formatTimeCode(draft.aheadOfUtcMinutes);
    // The clock is locked (quality 0) and no leap second falls into the recording.
    lines.push(`${timeCode},${timeCode}`, '0,0');
  }
  return `${lines.join('\r\n')}\r\n`;
}

function formatAnalogChannel(channel: AnalogDraft, position: number): string {
  const { id, phase, component, unit, multiplier, offset, primary, secondary } = channel;
  const range = [-32767, 32767];
  const scaling = [multiplier, offset, 0, ...range, primary, secondary, 'P'];
  return [position + 1, id, phase, component, unit, ...scaling].join(',');
}

function formatStatusChannel({ id, normalState }: StatusDraft, position: number): string {
  return [position + 1, id, '', '', normalState].join(',');
}

function formatTime(ns: bigint, fractionDigits: 6 | 9): string {
  const fraction = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const date = new Date(Number((ns - fraction) / 1_000_000n)).toISOString();
  const day = `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
  return `${day},${date.slice(11, 19)}.${String(fraction).padStart(9, '0').slice(0, fractionDigits)}`;
}

function formatTimeCode(aheadOfUtcMinutes: number): string {
  const sign = aheadOfUtcMinutes === 0 ? '' : aheadOfUtcMinutes < 0 ? '-' : '+';
  const hours = Math.floor(Math.abs(aheadOfUtcMinutes) / 60);
  const minutes = Math.abs(aheadOfUtcMinutes) % 60;
  return `${sign}${hours}${minutes === 0 ? '' : `h${String(minutes).padStart(2, '0')}`}`;
}
