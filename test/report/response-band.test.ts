import { describe, expect, test } from 'vitest';
import { responseBand } from '../../functions/report/response-band.ts';

/** One component: Hill with half-saturation 100 units and a level of Gamma(20, 1): mean 20, so 20 × 50 units at most. */
const posterior = {
  referenceMicros: 100e6,
  valueMicros: 50e6,
  components: [{ weight: 1, halfSaturation: 1, slope: 1, levelShape: 20, levelRate: 1 }],
};

describe('the band of a response curve', () => {
  const band = responseBand(posterior, 'google:1:2', 200e6);

  test('starts at nothing, ends at the frame, rises throughout, and holds the mean', () => {
    expect(band[0]).toEqual({ spendMicros: 0, returnMicros: 0, lowMicros: 0, highMicros: 0 });
    expect(band.at(-1)?.spendMicros).toBe(200e6);
    for (const [index, point] of band.entries()) {
      expect(point.lowMicros).toBeLessThanOrEqual(point.returnMicros);
      expect(point.highMicros).toBeGreaterThanOrEqual(point.returnMicros);
      expect(point.returnMicros).toBeGreaterThanOrEqual(band[index - 1]?.returnMicros ?? 0);
    }
  });

  test('is the 5th and 95th percentile of the level: Gamma(20, 1) has them at 13.25 and 27.88 (R: qgamma)', () => {
    const end = band.at(-1);
    const unit = 50e6 * (200 / 300);
    expect(end?.returnMicros).toBeCloseTo(20 * unit, 0);
    expect((end?.lowMicros ?? 0) / unit / 13.2547).toBeCloseTo(1, 1);
    expect((end?.highMicros ?? 0) / unit / 27.8792).toBeCloseTo(1, 1);
  });

  test('the same evidence gives the same picture', () => {
    expect(responseBand(posterior, 'google:1:2', 200e6)).toEqual(band);
  });
});
