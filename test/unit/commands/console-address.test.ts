import { expect, test } from 'vitest';
import { consoleAddress, consoleLine, tokenOfRun } from '../../../src/commands/console-address.js';

test.each([
  ['127.0.0.1', false, 'http://127.0.0.1:9090/#token=abc'],
  ['0.0.0.0', false, 'http://127.0.0.1:9090/#token=abc'],
  ['0', false, 'http://127.0.0.1:9090/#token=abc'],
  ['::', false, 'http://127.0.0.1:9090/#token=abc'],
  ['0:0:0:0:0:0:0:0', false, 'http://127.0.0.1:9090/#token=abc'],
  ['::1', false, 'http://[::1]:9090/#token=abc'],
  ['10.1.2.3', false, 'http://10.1.2.3:9090/#token=abc'],
  ['gateway_a.internal', true, 'https://gateway_a.internal:9090/#token=abc'],
  ['0.0.0.0', true, 'https://127.0.0.1:9090/#token=abc'],
])('a port on %s (TLS: %s) has its console at %s', (host, tls, address) => {
  expect(consoleAddress({ host, port: 9090, tls }, 'abc')).toBe(address);
});

test('it is told on one line', () => {
  const place = { host: '127.0.0.1', port: 1, tls: false };
  expect(consoleLine(place, 'abc')).toBe('console: http://127.0.0.1:1/#token=abc\n');
});

test('a token is 256 random bits, as a bearer token and the part behind # may hold them', () => {
  expect(tokenOfRun()).toMatch(/^[0-9a-f]{64}$/);
  expect(tokenOfRun()).not.toBe(tokenOfRun());
});
