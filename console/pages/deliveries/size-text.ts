const STEP = 1_024;

/** `812 B`, `3.4 KB`, `1.2 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < STEP) return `${bytes} B`;
  const kilobytes = bytes / STEP;
  return kilobytes < STEP
    ? `${Number(kilobytes.toPrecision(3))} KB`
    : `${Number((kilobytes / STEP).toPrecision(3))} MB`;
}
