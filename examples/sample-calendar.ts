const MS_PER_DAY = 86_400_000;

/** The sample's days are fixed: 120 of them, `YYYY-MM-DD`, the same whenever it is generated. */
export const FIRST_DAY = '2026-06-03';
export const LAST_DAY = '2026-09-30';

export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * MS_PER_DAY).toISOString().slice(0, 10);
}

export function daysFrom(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = shiftDay(day, 1)) days.push(day);
  return days;
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayIndex(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** Worked example: `longDate('2026-09-30')` is `September 30, 2026`, as Google writes it. */
export function longDate(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-US', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  });
}

/** Worked example: `slashDate('2026-09-03')` is `9/3/2026`, as Microsoft writes it. */
export function slashDate(day: string): string {
  const [year = '', month = '', dayOfMonth = ''] = day.split('-');
  return `${Number(month)}/${Number(dayOfMonth)}/${year}`;
}

/** Worked example: `paddedSlashDate('2026-09-03')` is `09/03/2026`, as LinkedIn writes it. */
export function paddedSlashDate(day: string): string {
  const [year = '', month = '', dayOfMonth = ''] = day.split('-');
  return `${month}/${dayOfMonth}/${year}`;
}
