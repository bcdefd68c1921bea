/** Whom a request comes from, as proxies that are believed write it. */
import { expect, it } from 'vitest';
import { createClientAddress } from '../../../src/http/client-address.js';

function client(forwardedFor: string): string {
  const request = {
    socket: { remoteAddress: '::ffff:10.0.0.1' },
    rawHeaders: ['X-Forwarded-For', forwardedFor],
  };
  return createClientAddress(['10.0.0.0/8'])(request as never);
}

it.each([
  [
    '203.0.113.7',
    '::ffff:203.0.113.7',
    '::FFFF:203.0.113.7',
    '0:0:0:0:0:ffff:cb00:7107',
    '[::ffff:cb00:7107]:81',
  ],
  ['2001:db8::1', '2001:DB8:0::1', '[2001:db8::0:1]:443'],
])('is one, however its address is spelled: %s', (address, ...spellings) => {
  for (const spelling of spellings) expect(client(`198.51.100.1, ${spelling}`), spelling).toBe(address);
});
