import { describe, expect, test } from 'vitest';
import { nearName } from '../../functions/core/near-name.ts';

describe('the name that was meant', () => {
  test.each([
    ['google:1:aa', ['meta:1:c', 'google:1:a'], 'google:1:a'],
    ['usd', ['AED', 'EUR', 'USD'], 'USD'],
    ['europe/berlim', ['Europe/Bern', 'Europe/Berlin'], 'Europe/Berlin'],
  ])('%s is near one of %j', (typed, known, name) => {
    expect(nearName(typed, known)).toBe(name);
  });

  test.each([
    ['nope:1', ['google:1:a', 'meta:1:c']],
    ['nope:1', []],
  ])('%s is near none of %j', (typed, known) => {
    expect(nearName(typed, known)).toBeUndefined();
  });
});
