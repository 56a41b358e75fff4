const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:Z|([+-])(\d{2})(?::?(\d{2}))?)$/;
const MS_PER_MINUTE = 60_000;

/**
 * Epoch milliseconds of an ISO 8601 date and time with a zone; undefined for anything else, days that do not exist
 * (30 February, which `Date.parse` takes for 2 March) included. Past the millisecond, digits are cut.
 * Worked numbers: `1970-01-02T00:00Z` is 86_400_000, `1970-01-01T02:00:00.5+02:00` is 500.
 */
export function parseInstant(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', sign, zoneHour = '0', zoneMinute = '0'] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return undefined;
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day)) return undefined;
  const zoneMinutes = Number(zoneHour) * 60 + Number(zoneMinute);
  const minutes = Number(hour) * 60 + Number(minute) - (sign === '-' ? -zoneMinutes : zoneMinutes);
  return midnight + minutes * MS_PER_MINUTE + Number(second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}
