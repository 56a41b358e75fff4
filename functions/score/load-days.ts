import { addDays, type Day, epochDayOf } from '../core/calendar.ts';
import { loadObject } from '../core/load-object.ts';
import { mapAtOnce } from '../core/map-at-once.ts';
import type { ObjectStore } from '../core/ports.ts';
import type { DayRollup } from '../core/rollup.ts';
import type { World } from '../core/world.ts';
import { MEAN_SPEND_DAYS } from './current-budget.ts';
import { parsedObject } from './parsed-object.ts';

/** Days that are kept in one more object, because a bucket takes longer to answer 32 times than to send as much at once. */
const PACK_DAYS = 32;
/** Larger ones are left alone: sending them is what takes time. Some 400 channels. */
const PACKED_DAY_BYTES_MAX = 100_000;

/** A day, and where its newest version is. */
export interface KnownDay {
  readonly day: Day;
  readonly key: string;
}

export interface Span {
  readonly start: Day | null;
  readonly end: Day;
}

/** What packs hold, by the key of the day's own object, which never changes: a pack may be out of date, never wrong. */
type Packed = Map<string, DayRollup>;

/**
 * The days from `start` to `end`, and those the mean spend is taken over, in the order they are known in. Those of an
 * account that is asked about every day are in packs of 32: 4 reads in place of 120. With `keepsPacks`, packs that lack
 * days are written anew.
 */
export async function loadDays(
  { objects, progress }: Pick<World, 'objects' | 'progress'>,
  known: readonly KnownDay[],
  { start, end, keepsPacks }: Span & { readonly keepsPacks: boolean },
): Promise<DayRollup[]> {
  const meanSpendFrom = addDays(end, 1 - MEAN_SPEND_DAYS);
  const from = start === null || start < meanSpendFrom ? start : meanSpendFrom;
  const wanted = known.filter(({ day }) => day <= end && (from === null || day >= from));
  const packed = await readPacks(objects, new Set(wanted.map(packOf)));
  const days = new Map(wanted.flatMap(({ key }) => entryIn(packed, key)));
  const lacking = new Set<string>();
  await mapAtOnce(
    wanted.filter(({ key }) => !days.has(key)),
    async (wantedDay) => {
      const { key } = wantedDay;
      const bytes = await loadObject(objects, key);
      const rollup = parsedObject(bytes, isDayRollup);
      days.set(key, rollup);
      progress({ step: 'read days', done: days.size, total: wanted.length, unit: 'days' });
      if (bytes.length > PACKED_DAY_BYTES_MAX) return;
      packed.set(key, rollup);
      lacking.add(packOf(wantedDay));
    },
  );
  if (keepsPacks) await mapAtOnce([...lacking], (pack) => writePack(objects, pack, known, packed));
  return wanted.flatMap(({ key }) => days.get(key) ?? []);
}

function packOf({ day }: KnownDay): string {
  return `packs/${Math.floor(epochDayOf(day) / PACK_DAYS)}.json`;
}

async function readPacks(objects: ObjectStore, packs: ReadonlySet<string>): Promise<Packed> {
  const packed: Packed = new Map();
  await mapAtOnce([...packs], async (pack) => {
    const bytes = await objects.get(pack);
    if (bytes === undefined) return;
    for (const { key, rollup } of parsedObject(bytes, isPack)) packed.set(key, rollup);
  });
  return packed;
}

/** Two at once each write what is so: the one that comes last stands. */
async function writePack(objects: ObjectStore, pack: string, known: readonly KnownDay[], packed: Packed) {
  const entries = known
    .filter((knownDay) => packOf(knownDay) === pack)
    .flatMap(({ key }) => entryIn(packed, key))
    .map(([key, rollup]) => ({ key, rollup }));
  await objects.put(pack, new TextEncoder().encode(JSON.stringify(entries)));
}

function entryIn(packed: Packed, key: string): [string, DayRollup][] {
  const rollup = packed.get(key);
  return rollup === undefined ? [] : [[key, rollup]];
}

/** Our own immutable objects are checked at their outside only: a million rows would take longer to check than to score. */
function isDayRollup(value: unknown): value is DayRollup {
  return (
    typeof value === 'object' &&
    value !== null &&
    'day' in value &&
    'channels' in value &&
    Array.isArray(value.channels)
  );
}

function isPack(value: unknown): value is { readonly key: string; readonly rollup: DayRollup }[] {
  return (
    Array.isArray(value) &&
    value.every(
      (entry: unknown) =>
        typeof entry === 'object' &&
        entry !== null &&
        'key' in entry &&
        typeof entry.key === 'string' &&
        'rollup' in entry &&
        isDayRollup(entry.rollup),
    )
  );
}
