import { expect, test } from 'vitest';
import { adminOrigin, consoleLine, tokenOfRun } from '../../../src/commands/console-address.js';

test.each([
  ['127.0.0.1', false, 'http://127.0.0.1:9090'],
  ['0.0.0.0', false, 'http://127.0.0.1:9090'],
  ['0', false, 'http://127.0.0.1:9090'],
  ['::', false, 'http://127.0.0.1:9090'],
  ['0:0:0:0:0:0:0:0', false, 'http://127.0.0.1:9090'],
  ['::1', false, 'http://[::1]:9090'],
  ['10.1.2.3', false, 'http://10.1.2.3:9090'],
  ['gateway_a.internal', true, 'https://gateway_a.internal:9090'],
  ['0.0.0.0', true, 'https://127.0.0.1:9090'],
])('a port on %s (TLS: %s) is reached at %s', (host, tls, address) => {
  expect(adminOrigin({ host, port: 9090, tls })).toBe(address);
});

test('its console is told of on one line', () => {
  expect(consoleLine('http://127.0.0.1:1', 'abc')).toBe('console: http://127.0.0.1:1/#token=abc\n');
});

test('a token is 256 random bits, as a bearer token and the part behind # may hold them', () => {
  expect(tokenOfRun()).toMatch(/^[0-9a-f]{64}$/);
  expect(tokenOfRun()).not.toBe(tokenOfRun());
});
