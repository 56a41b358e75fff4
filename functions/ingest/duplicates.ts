import { ByteReader, ByteWriter } from './byte-columns.ts';
import { type Envelope, seal, unseal } from './envelope.ts';
import type { Page, PageDay, PageRow } from './page.ts';

/**
 * The duplicates of a batch, version 1: count, then positions in the page's list of claims, ascending, each less the
 * one before.
 */
export const DUPLICATES_ENVELOPE: Envelope = { holds: 'D', version: 1 };

const REVENUE = 4;
const CONVERSIONS = 3;
const SPEND = 0;

export function encodeDuplicates(positions: readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(positions.length);
  let last = 0;
  for (const position of positions) {
    writer.varint(position - last);
    last = position;
  }
  return seal(DUPLICATES_ENVELOPE, writer.bytes());
}

/** Throws `ObjectUnreadable`. */
export function decodeDuplicates(sealed: Uint8Array, key: string): number[] {
  const reader = new ByteReader(unseal(DUPLICATES_ENVELOPE, sealed, key));
  let position = 0;
  return Array.from({ length: reader.count(1) }, () => (position += reader.varint()));
}

/** The page's days with what its duplicates added taken out again. */
export function daysLessDuplicates(
  { channels, days, claims }: Page,
  duplicates: readonly number[],
): readonly PageDay[] {
  if (duplicates.length === 0) return days;
  const takenOut = new Map<number, { spend: number; conversions: number; revenue: number }>();
  for (const position of duplicates) {
    const place = claims.place[position] ?? 0;
    const sum = takenOut.get(place) ?? { spend: 0, conversions: 0, revenue: 0 };
    sum.spend += claims.costMicros[position] ?? 0;
    sum.conversions += (claims.count[position] ?? 0) * 1_000_000;
    sum.revenue += claims.valueMicros[position] ?? 0;
    takenOut.set(place, sum);
  }
  return days.map(({ day, rows }, dayIndex) => ({
    day,
    rows: rows.map((row): PageRow => {
      const out = takenOut.get(dayIndex * channels.length + row.channel);
      if (out === undefined) return row;
      const sums = [...row.sums];
      sums[SPEND] = (sums[SPEND] ?? 0) - out.spend;
      sums[CONVERSIONS] = (sums[CONVERSIONS] ?? 0) - out.conversions;
      sums[REVENUE] = (sums[REVENUE] ?? 0) - out.revenue;
      return { ...row, sums };
    }),
  }));
}
