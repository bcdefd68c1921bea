/** Words as bash, zsh and POSIX shells read them. */

/** In single quotes. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** In quotes only if it needs them. */
export function asTyped(word: string): string {
  return /^[\w.:/@+-]+$/.test(word) ? word : quote(word);
}
