/** Words in single quotes, as bash, zsh and POSIX shells read them. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
