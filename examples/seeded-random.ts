/** Random numbers that are the same on every machine and every day: a stream is named, and its name is its seed. */
export interface SeededRandom {
  /** In [0, 1). */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  poisson(mean: number): number;
}

/** FNV-1a over UTF-16 code units; `salt` gives the four words of one seed. */
function hash(text: string, salt: number): number {
  let state = 0x811c9dc5 ^ salt;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return state >>> 0;
}

/** Chris Doty-Humphrey's sfc32: 128 bits of state, integer operations alone. */
export function seededRandom(name: string): SeededRandom {
  let a = hash(name, 1);
  let b = hash(name, 2);
  let c = hash(name, 3);
  let counter = hash(name, 4);

  function uniform(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** The sum of twelve uniforms less six: no logarithm, so no last digit that two machines could round differently. */
  function normal(): number {
    let sum = -6;
    for (let draw = 0; draw < 12; draw += 1) sum += uniform();
    return sum;
  }

  /** Knuth's product of uniforms; a large mean is halved first, because e^-mean would vanish. */
  function poisson(mean: number): number {
    if (mean > 30) return poisson(mean / 2) + poisson(mean / 2);
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > limit; product *= uniform()) count += 1;
    return count;
  }

  // The first outputs still show the seed; fifteen rounds are what its author advises.
  for (let round = 0; round < 15; round += 1) uniform();
  return { uniform, normal, poisson };
}
