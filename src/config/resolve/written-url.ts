/**
 * What was written against what a parser understands: it mends a URL as a browser does, and a variable that is empty
 * makes the first part of a path the host. What was bent so is refused, because it leads somewhere else.
 */
import { domainToUnicode } from 'node:url';

/** Why a URL is not read as it is written; undefined if it is. The sentence repeats no part of it. */
export function whyBent(text: string, url: URL): string | undefined {
  const [, authority = '', path = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\\]*)([^?#]*)/i.exec(text) ?? [];
  if (text.replace(/[?#].*$/s, '').includes('\\'))
    return 'a \\ in a URL is read as /; write / (or %5C, if it is meant)';
  if (authority === '')
    return 'the URL names no host behind ://; if a variable stands there, it is empty or not set';
  if (DOT_SEGMENT.test(path))
    return 'a . or .. in the path is taken out before the request; write the path without';
  return whyHostBent(authority, url.hostname);
}

const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * @param authority `user@host:port` as it is written
 * @param understood the host that the parser made of it
 */
export function whyHostBent(authority: string, understood: string): string | undefined {
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  const [, host = place, port] = /^(.*?|\[.*\])(?::([^:\]]*))?$/.exec(place) ?? [];
  if (port === '')
    return 'the URL has a colon and no port; if a variable stands there, it is empty or not set';
  if (port !== undefined && !/^[1-9]\d{0,4}$/.test(port)) return 'the port must be a number from 1 to 65535';
  if (host.startsWith('[')) return undefined;
  if (host.split('.').slice(0, -1).includes('') || host === '')
    return 'a part of the host name is empty; if a variable stands there, it is empty or not set';
  return host.toLowerCase() === understood.toLowerCase() || spelling(host) === domainToUnicode(understood)
    ? undefined
    : 'the host would be read as another one than is written; write it in full, a number with its four parts';
}

/** Letters beyond ASCII travel in another form, and are the same name. */
function spelling(host: string): string {
  return host.normalize('NFC').toLowerCase();
}
