/** The same URL with a slash at the end of its path where it had none, or without it. That of a host alone stays. */
export function otherSlash(url: string): string {
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
  if (new URL(url).pathname === '/') return url;
  return (path.endsWith('/') ? path.slice(0, -1) : `${path}/`) + rest;
}
