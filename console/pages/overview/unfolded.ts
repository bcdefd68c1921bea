/** Which rows are unfolded: their names in the address, `open=leads,calls`. A route's name has no comma. */
export function unfolded(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').filter((name) => name !== '');
}

/** @returns undefined if nothing is left */
export function toggled(text: string | undefined, name: string): string | undefined {
  const names = unfolded(text);
  const next = names.includes(name) ? names.filter((one) => one !== name) : [...names, name];
  return next.length === 0 ? undefined : next.join(',');
}

export function withUnfolded(text: string | undefined, name: string): string {
  return [...new Set([...unfolded(text), name])].join(',');
}
