import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapAtOnce } from '../../functions/core/map-at-once.ts';

/** Settles after so many turns of the loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

describe('mapAtOnce', () => {
  test('answers come in the order asked, whichever ends first, and never more than 16 are under way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 60 }), async (waits) => {
        let underWay = 0;
        let most = 0;
        const answers = await mapAtOnce(waits, async (wait) => {
          underWay += 1;
          most = Math.max(most, underWay);
          await turns(wait);
          underWay -= 1;
          return 2 * wait;
        });
        expect(answers).toEqual(waits.map((wait) => 2 * wait));
        expect(most).toBe(Math.min(16, waits.length));
      }),
    );
  });

  test('the first failure is what it rejects with, and none is begun after it', async () => {
    const begun: number[] = [];
    const failing = mapAtOnce(
      Array.from({ length: 1000 }, (_, index) => index),
      async (item) => {
        begun.push(item);
        await turns(item);
        if (item >= 3) throw new Error(`no ${item}`);
      },
    );
    await expect(failing).rejects.toThrow('no 3');
    await turns(2000);
    expect(begun.length).toBeLessThan(32);
  });
});
