/** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, as most programs read them. In small letters a name goes before one in large. */
import { isIP } from 'node:net';
import { createAddressMatcher } from '../../model/addresses.js';
import type { Environment } from '../read/substitute.js';

export interface ProxyVariable {
  readonly name: string;
  /** Undefined: `NO_PROXY` takes this receiver out. */
  readonly value: string | undefined;
}

/** @returns the variable that names the proxy to a URL; undefined: none is set */
export function proxyVariable(url: URL, env: Environment): ProxyVariable | undefined {
  const found = variableOf(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy', env);
  const value = found?.value.trim() ?? '';
  if (!found || value === '') return undefined;
  const spared = variableOf('no_proxy', env)?.value ?? '';
  const isSpared = spared.split(/[,\s]+/).some((entry) => spares(entry, url));
  return { name: found.name, value: isSpared ? undefined : value };
}

/** One that is empty counts: so a proxy is taken out for one program. */
function variableOf(name: string, env: Environment): { name: string; value: string } | undefined {
  return [name, name.toUpperCase()]
    .map((spelling) => ({ name: spelling, value: env[spelling] }))
    .find((one): one is { name: string; value: string } => one.value !== undefined);
}

/** Whether an entry of `NO_PROXY` means a URL's host: `*`, a host with all below it, an address or network, each perhaps with a port. */
function spares(entry: string, url: URL): boolean {
  if (entry === '' || entry === '*') return entry === '*';
  const [, name = entry, port] = isIP(entry) === 6 ? [] : (/^(.+?)(?::(\d+))?$/.exec(entry) ?? []);
  if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false;
  const host = url.hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
  const wanted = name.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(host) !== 0) return isNetwork(wanted) && createAddressMatcher([wanted])(host);
  const domain = wanted.replace(/^\*?\./, '').replace(/\.$/, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const longest = isIP(address) === 6 ? 128 : 32;
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
  return isIP(address) !== 0 && fits && more === undefined;
}
