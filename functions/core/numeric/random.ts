/** Uniform numbers in [0, 1), one a call. */
export type Random = () => number;

const WARM_UP_ROUNDS = 16;

/**
 * A small reproducible generator: sfc32 (Chris Doty-Humphrey, PractRand), its three words of state filled by
 * FNV-1a hashes of the seed. Equal seeds give equal sequences on every machine; seeds come from the data, never from the
 * clock. Not for secrets.
 */
export function randomFrom(seed: string): Random {
  let a = hash32(`a${seed}`);
  let b = hash32(`b${seed}`);
  let c = hash32(`c${seed}`);
  let counter = 1;
  const next: Random = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) next();
  return next;
}

/** 32-bit FNV-1a over the UTF-16 units. Worked number: `'a'` is 0xe40c292c. */
function hash32(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return hash | 0;
}
