/** Scheme, credentials, host, port, rest. Text, because the URL standard drops a port that is the scheme's own. */
const URL_PARTS = /^(https?):\/\/([^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d+)?([/?#].*)?$/is;

/** The same URL as another reader may write it: without its port, or with the standard one where it has none. */
export function otherPort(url: string): string {
  const [, scheme = '', credentials = '', host = '', port, rest = ''] = URL_PARTS.exec(url) ?? [];
  if (host === '') return url;
  const standard = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  return `${scheme}://${credentials}${host}${port === undefined ? standard : ''}${rest}`;
}
