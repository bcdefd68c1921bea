/** URLs of a configuration. They may hold passwords and tokens, so no message repeats one. */
import type { Report } from './report.js';

/** A receiver's URL. @returns whether it can be used. */
export function checkDestinationUrl(text: string, path: string, report: Report): boolean {
  const url = parse(text);
  const problem =
    url === undefined || !['http:', 'https:'].includes(url.protocol)
      ? 'expected a URL such as https://receiver.example/webhooks'
      : url.username !== '' || url.password !== ''
        ? 'user name and password do not belong in the URL; send them in headers: { Authorization: { env: NAME } }'
        : text.includes('#')
          ? 'a URL of a receiver has no fragment (#…)'
          : undefined;
  if (problem !== undefined) report.fault(path, problem);
  return problem === undefined;
}

/** The URL that a provider was given, up to its query, which is the received one. @returns whether it can be used. */
export function checkPublicUrl(text: string, path: string, report: Report): boolean {
  const url = parse(text);
  const problem =
    url === undefined || !['http:', 'https:'].includes(url.protocol) || !/^https?:\/\//i.test(text)
      ? 'expected the URL as the provider knows it, such as https://hooks.example.com/leads'
      : /[?#]/.test(text)
        ? 'give the URL up to its query (?…); the query of each delivery is added as received'
        : url.username !== '' || url.password !== ''
          ? 'user name and password do not belong in the URL'
          : undefined;
  if (problem !== undefined) report.fault(path, problem);
  return problem === undefined;
}

/** The store's URL, as far as its text tells. @returns whether it can be used. */
export function checkStoreUrl(text: string, path: string, report: Report): boolean {
  const problem = storeUrlProblem(text);
  if (problem !== undefined) report.fault(path, problem);
  return problem === undefined;
}

function storeUrlProblem(text: string): string | undefined {
  if (text === 'memory:') return undefined;
  if (/^redis\+(?:sentinel|cluster):/i.test(text)) {
    return 'Redis Sentinel and Redis Cluster are not available in this version; use redis:// or rediss://';
  }
  const url = parse(text);
  if (url === undefined || !/^rediss?:\/\//i.test(text) || url.hostname === '') {
    return 'expected memory:, redis://host:6379 or rediss://host:6379 (special characters of a password percent-encoded)';
  }
  if (url.hash !== '') return 'a # in the password must be written %23';
  if (!/^\/?\d{0,5}$/.test(url.pathname)) return 'the path must be the number of a database, such as /0';
  if (text.includes('?') && !/^\?family=[046]$/.test(url.search))
    return 'options (?…) are not taken, except ?family=4 or 6';
  try {
    decodeURIComponent(url.password + url.username);
  } catch {
    return 'a % in the user name or password must be written %25';
  }
  return undefined;
}

/** The store's URL for people: without its password. */
export function redactStoreUrl(text: string): string {
  const url = parse(text);
  if (url === undefined) return '[redacted]';
  if (url.password === '') return text;
  url.password = 'redacted';
  return url.href.replace(':redacted@', ':[redacted]@');
}

/** A receiver's URL for people: what stands in its query may be a token. */
export function redactDestinationUrl(text: string): string {
  return text.replace(/\?.*$/s, '?[redacted]');
}

/** Whether a URL stays on this machine. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(?:\.\d+){3}$/.test(host)
  );
}

/** An exact path of the public port. */
export function checkPath(text: string, path: string, report: Report): boolean {
  const problem = pathProblem(text);
  if (problem !== undefined) report.fault(path, problem);
  return problem === undefined;
}

function pathProblem(text: string): string | undefined {
  if (!text.startsWith('/')) return 'a path starts with /';
  if (/[?#]/.test(text)) return 'a path has neither query (?) nor fragment (#)';
  if (!/^[\x21-\x7e]{1,1024}$/.test(text))
    return 'a path is printable ASCII without blanks; percent-encode the rest';
  if (/[*{}[\]<>\\^`|"]|\/:/.test(text)) return 'paths are exact; patterns and parameters are not known';
  if (/%(?![0-9a-f]{2})/i.test(text)) return 'a % must be followed by two hex digits';
  if (/\/\.{1,2}(?:\/|$)/.test(text)) return 'a path has no . or .. segments';
  return undefined;
}

function parse(text: string): URL | undefined {
  // Blanks and control characters are what URL would silently drop.
  if (/[\s\p{Cc}]/u.test(text)) return undefined;
  return URL.canParse(text) ? new URL(text) : undefined;
}
