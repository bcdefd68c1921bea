/**
 * The source's address. X-Forwarded-For counts only behind proxies that the operator named; by default it never does.
 */
import { SocketAddress, isIP, type Socket } from 'node:net';
import { createAddressMatcher } from '../model/addresses.js';
import type { RequestHead } from './port-exchange.js';

type Head = Pick<RequestHead, 'socket' | 'rawHeaders'>;

export type ClientAddress = (request: Head) => string;

/** @param trusted addresses and CIDRs */
export function createClientAddress(trusted: readonly string[]): ClientAddress {
  if (trusted.length === 0) return peer;
  const isTrusted = createAddressMatcher(trusted);
  return function clientAddress(request) {
    let address = peer(request);
    const hops = forwardedFor(request)
      .split(',')
      .map((hop) => withoutPort(hop.trim()));
    // From the nearest hop outwards, as long as each was added by a proxy we trust.
    while (hops.length > 0 && isTrusted(address)) {
      const hop = hops.pop() ?? '';
      if (isIP(hop) === 0) break;
      address = plain(canonical(hop));
    }
    return address;
  };
}

/** Whether a request's own connection comes from one of these. @param trusted addresses and CIDRs */
export function createPeerCheck(trusted: readonly string[]): (request: Head) => boolean {
  if (trusted.length === 0) return () => false;
  const isTrusted = createAddressMatcher(trusted);
  return (request) => isTrusted(peer(request));
}

/** The header may come several times: each hop adds its own behind the others. */
function forwardedFor({ rawHeaders }: Head): string {
  const all: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === 'x-forwarded-for') all.push(rawHeaders[i + 1] ?? '');
  }
  return all.join(', ');
}

/** Some proxies write the port too: `1.2.3.4:5678`, `[2001:db8::1]:5678`. */
function withoutPort(hop: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)?.[1] ?? hop;
}

/** As peers are written: an address that proxies spell in several ways is one client. */
function canonical(hop: string): string {
  return isIP(hop) === 6 ? new SocketAddress({ address: hop, family: 'ipv6' }).address : hop;
}

function peer(request: Head): string {
  return addressOf(request.socket);
}

export function addressOf(socket: Socket): string {
  return plain(socket.remoteAddress ?? '');
}

/** An IPv4 peer on a dual-stack socket. */
function plain(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
