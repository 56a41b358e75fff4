const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/;

/**
 * Epoch milliseconds of a warehouse timestamp, with or without padding, fraction and zone; without a zone it is UTC.
 * Null for what is none. Worked example: `2021-09-15 5:00:00` is 05:00 UTC.
 */
export function parseTimestamp(text: string): number | null {
  const match = TIMESTAMP.exec(text.trim());
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    match;
  const offset = zone === 'Z' || zone === 'UTC' ? 'Z' : zone.replace(/^(.\d{2}):?/, '$1:');
  const time = Date.parse(
    `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${hour.padStart(2, '0')}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`,
  );
  return Number.isNaN(time) ? null : time;
}

/** The time of day and the zone that a timestamp states, for hours that belong to another local day. */
export function statesZone(text: string): { readonly zone: boolean; readonly midnight: boolean } {
  const [, , , , hour = '0', minute = '00', second = '00', , zone] = TIMESTAMP.exec(text.trim()) ?? [];
  return { zone: zone !== undefined, midnight: Number(hour) === 0 && Number(minute) === 0 && Number(second) === 0 };
}
