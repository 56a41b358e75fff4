import { expect, test } from 'vitest';
import { sha256Hex } from '../../functions/core/hash.ts';

// FIPS 180-2, appendix B.1.
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('text and its UTF-8 bytes have one hash', () => {
  expect(sha256Hex('abc')).toBe(ABC);
  expect(sha256Hex(new TextEncoder().encode('abc'))).toBe(ABC);
});
