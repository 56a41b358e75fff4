/** A header without accents, case, byte order mark and spare spaces. Worked example: ` Día ` is `dia`. */
export function normaliseHeader(header: string): string {
  return header
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F\uFEFF]/gu, '')
    .replaceAll('’', "'")
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
}
