import type { ScoredChannel, ScoreSheet } from '../functions/core/scored.ts';
import { thinEvidence } from '../functions/core/thin-evidence.ts';

/**
 * The sheet as scoring would judge it where so many conversions are needed. The one given was judged with none needed,
 * so that what else speaks against a channel is known of all. Channels judged the same stay the same objects.
 */
export function judgedSheet(sheet: ScoreSheet, minConversions: number): ScoreSheet {
  return { ...sheet, channels: sheet.channels.map((channel) => judged(channel, minConversions)) };
}

function judged(channel: ScoredChannel, minConversions: number): ScoredChannel {
  const { days, spendMicros, conversions, reason } = channel;
  // As in scoring: what has no data, or never spent, is not short of conversions but of everything.
  const thin = days === 0 || Number(spendMicros) === 0 ? null : thinEvidence(conversions, minConversions);
  if (thin === null) return channel;
  const [, ...rest] = reason.split('; ');
  return { ...channel, verdict: 'untrusted', reason: [thin, ...rest].join('; ') };
}
