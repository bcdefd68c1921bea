/** The proxy on the way to a receiver: by its URL, or as the environment says. No message repeats a URL: it may hold a password. */
import { member, type Report } from '../../checks/report.js';
import { meansSocket } from '../../model/receiver-place.js';
import type { ProxyConfig } from '../config.js';
import type { Environment } from '../read/substitute.js';
import { proxyVariable } from './proxy-variables.js';
import { whyHostBent } from './written-url.js';
import { asUrl } from '../../model/as-url.js';

const EXPECTED = 'expected environment, or the URL of a proxy such as http://proxy.internal:3128';

/**
 * @param url the receiver's, undefined if it cannot be used
 * @param path of the destination
 */
export function resolveProxy(
  given: string | undefined,
  url: string | undefined,
  path: string,
  env: Environment,
  report: Report,
): ProxyConfig | undefined {
  if (given === undefined) return undefined;
  const at = member(path, 'proxy');
  if (url !== undefined && meansSocket(url)) {
    report.fault(at, 'a receiver behind a socket is reached without a proxy; remove one of the two');
    return undefined;
  }
  if (given === 'environment') return fromEnvironment(url, at, env, report);
  const problem = whyNoProxy(given);
  if (problem !== undefined) report.fault(at, problem);
  return { url: given, environment: false };
}

function fromEnvironment(url: string | undefined, at: string, env: Environment, report: Report): ProxyConfig {
  const found = url === undefined ? undefined : proxyVariable(new URL(url), env);
  if (url !== undefined && !found) {
    const wanted = /^https:/i.test(url) ? 'HTTPS_PROXY' : 'HTTP_PROXY';
    report.warn(at, `environment: ${wanted} is not set, so this receiver is reached without a proxy`);
  }
  if (found?.value === undefined) return { url: undefined, environment: true };
  // As other programs read it: a bare host is one of http.
  const text = found.value.includes('://') ? found.value : `http://${found.value}`;
  const problem = whyNoProxy(text);
  if (problem !== undefined)
    report.fault(at, `${found.name} in the environment is no proxy that can be used: ${problem}`);
  return { url: text, environment: true };
}

/** Why a URL is none of a proxy; undefined if it is. */
function whyNoProxy(text: string): string | undefined {
  const [, login, place] = /^https?:\/\/(?:([^/?#\\]*)@)?([^/?#\\@]*)\/?$/i.exec(text) ?? [];
  if (place === undefined || /[\s\p{Cc}]/u.test(text)) return EXPECTED;
  if (login !== undefined && !isDecodable(login))
    return 'a % in the user name or password must be written %25';
  const { hostname = '' } = asUrl(text) ?? {};
  return hostname === '' ? EXPECTED : whyHostBent(place, hostname);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** A proxy's URL for people: without its password, and without a user name that stands alone and may be a token. */
export function redactProxyUrl(text: string): string {
  return text.replace(/^(https?:\/\/)(?:([^/@:]*:).*|[^/@]*)@/i, '$1$2[redacted]@');
}
