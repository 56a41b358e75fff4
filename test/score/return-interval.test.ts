import { expect, test } from 'vitest';
import { returnInterval } from '../../functions/score/return-interval.ts';

// Garwood's 90 % limits for a Poisson count of 10 (Pearson & Hartley, Biometrika Tables, table 40): 5.425 to 16.962.
test('of 10 outcomes is the table’s', () => {
  const { low, high } = returnInterval(10e6, { unitMicros: 1e6, dispersion: 1 });
  expect(low / 1e6).toBeCloseTo(5.425, 2);
  expect(high / 1e6).toBeCloseTo(16.962, 2);
});

test('of nothing starts at 0 and is not certain', () => {
  const { low, high } = returnInterval(0, { unitMicros: 1e6, dispersion: 1 });
  expect(low).toBe(0);
  expect(high / 1e6).toBeCloseTo(-Math.log(0.05), 3);
});

const ofHundred = (dispersion: number) => returnInterval(100e6, { unitMicros: 1e6, dispersion });

test('widens with dispersion', () => {
  expect(ofHundred(4).low).toBeLessThan(ofHundred(1).low);
  expect(ofHundred(4).high).toBeGreaterThan(ofHundred(1).high);
});
