/** URLs of a configuration. They may hold passwords and tokens, so no message repeats one. */
import type { Report } from '../../checks/report.js';
import { createAddressMatcher, ipVersion } from '../../model/addresses.js';
import { callablePath } from '../../model/paths.js';
import { meansSocket, receiverPlace, whyNoSocket } from '../../model/receiver-place.js';
import { readRedisUrl } from './store-url.js';
import { whyBent } from './written-url.js';
import { asUrl } from '../../model/as-url.js';

/** A receiver's URL. @returns whether it can be used. */
export function checkDestinationUrl(text: string, path: string, report: Report): boolean {
  const problem = whyNoReceiver(text);
  if (problem !== undefined) report.fault(path, problem);
  return problem === undefined;
}

function whyNoReceiver(text: string): string | undefined {
  if (meansSocket(text)) return whyNoSocket(text) ?? whyNoReceiver(receiverPlace(text).url);
  const url = parse(text);
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    return 'expected a URL such as https://receiver.example/webhooks';
  if (url.username !== '' || url.password !== '')
    return 'user name and password do not belong in the URL; send them in headers: { Authorization: { env: NAME } }';
  return text.includes('#') ? 'a URL of a receiver has no fragment (#…)' : whyBent(text, url);
}

/** The URL that a provider was given, with the query it was registered with. @returns whether it can be used. */
export function checkPublicUrl(text: string, path: string, report: Report): boolean {
  const url = parse(text);
  const problem =
    url === undefined || !['http:', 'https:'].includes(url.protocol) || !/^https?:[/\\]{2}/i.test(text)
      ? 'expected the URL as the provider knows it, such as https://hooks.example.com/leads'
      : text.includes('#')
        ? 'a fragment (#…) is never sent, so no provider signs it; remove it'
        : url.username !== '' || url.password !== ''
          ? 'user name and password do not belong in the URL'
          : whyBent(text, url);
  if (problem !== undefined) report.fault(path, problem);
  return problem === undefined;
}

/** The store's URL, as far as its text tells. @returns whether it can be used. */
export function checkStoreUrl(text: string, path: string, report: Report): boolean {
  const problem = text === 'memory:' ? undefined : readRedisUrl(text).problem;
  if (problem !== undefined) report.fault(path, problem);
  return problem === undefined;
}

/** Whether a URL stays on this machine. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(?:\.\d+){3}$/.test(host)
  );
}

/** Where clouds hand out credentials to whoever asks from inside. */
const METADATA_HOSTS: ReadonlySet<string> = new Set([
  ...['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data', 'instance-data.ec2.internal'],
  'metadata.azure.internal',
]);
// The cloud's own among the link-local ones: 169.254.169.254. The others are those of Alibaba, Azure, Oracle and EC2.
const isMetadata = createAddressMatcher([
  ...['169.254.0.0/16', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
  ...['fe80::/10', 'fd00:ec2::254', 'fd20:ce::254'],
]);

/** Whether a URL leads to a link-local address, or to one where a cloud serves its metadata. */
export function isLinkLocal(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$|\.$/g, '');
  return ipVersion(host) === 0 ? METADATA_HOSTS.has(host) : isMetadata(host);
}

/** A path of the public port: exact, or with `/*` at the end. */
export function checkPath(text: string, path: string, report: Report): boolean {
  const problem = pathProblem(text);
  if (problem !== undefined) report.fault(path, problem);
  return problem === undefined;
}

function pathProblem(written: string): string | undefined {
  if (!written.startsWith('/')) return 'a path starts with /';
  if (written.endsWith('//*')) return 'an open path ends in one / and *';
  const text = callablePath(written);
  if (/[?#]/.test(text)) return 'a path has neither query (?) nor fragment (#)';
  if (!/^[\x21-\x7e]{1,1024}$/.test(text))
    return 'a path is printable ASCII without blanks; percent-encode the rest';
  if (/[*{}[\]<>\\^`|"]|\/:/.test(text))
    return 'a path is exact, or ends in /*; other patterns and parameters are not known';
  if (/%(?![0-9a-f]{2})/i.test(text)) return 'a % must be followed by two hex digits';
  if (/\/\.{1,2}(?:\/|$)/.test(text)) return 'a path has no . or .. segments';
  return undefined;
}

function parse(text: string): URL | undefined {
  // Blanks and control characters are what URL would silently drop.
  if (/[\s\p{Cc}]/u.test(text)) return undefined;
  return asUrl(text);
}
