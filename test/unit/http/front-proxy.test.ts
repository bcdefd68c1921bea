/** The proxy that nobody named: found by where genuine deliveries come from, and by nothing else. */
import { describe, expect, it } from 'vitest';
import { FrontProxy } from '../../../src/http/front-proxy.js';

const MINUTE = 60_000;

function watching() {
  const clock = { now: 0 };
  const told: string[] = [];
  const proxy = new FrontProxy(
    () => clock.now,
    (address) => told.push(address),
  );
  const genuine = (address: string, times = 1): void => {
    for (let i = 0; i < times; i++) proxy.genuine(address);
  };
  return { clock, told, proxy, genuine };
}

describe('the proxy in front', () => {
  it('is the private address that nine tenths of the genuine deliveries come from, told once', () => {
    const { proxy, told, genuine } = watching();
    genuine('203.0.113.9');
    genuine('10.0.0.7', 8);
    expect(proxy.address).toBeUndefined();
    genuine('10.0.0.7', 5);
    expect(proxy.address).toBe('10.0.0.7');
    expect(told).toEqual(['10.0.0.7']);
  });

  it.each([
    '192.168.1.1',
    '172.31.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.9.9',
    '::1',
    'fd00::1',
    'fe80::1',
  ])('%s can be one', (address) => {
    const { proxy, genuine } = watching();
    genuine(address, 10);
    expect(proxy.address).toBe(address);
  });

  it.each(['203.0.113.9', '172.32.0.1', '100.128.0.1', '2001:db8::1', ''])('%j is never one', (address) => {
    const { proxy, genuine } = watching();
    genuine(address, 100);
    expect(proxy.address).toBeUndefined();
  });

  it('is none where two share the deliveries', () => {
    const { proxy, genuine } = watching();
    genuine('10.0.0.7');
    for (let i = 0; i < 50; i++) {
      genuine('10.0.0.8');
      genuine('10.0.0.7');
    }
    genuine('10.0.0.8');
    expect(proxy.address).toBeUndefined();
  });

  it('is none any more once others come, a minute later at the latest', () => {
    const { clock, proxy, genuine } = watching();
    genuine('10.0.0.7', 10);
    expect(proxy.address).toBe('10.0.0.7');
    genuine('203.0.113.9', 10);
    clock.now = MINUTE;
    genuine('203.0.113.9');
    expect(proxy.address).toBeUndefined();
  });

  it('is judged by the last quarter of an hour alone', () => {
    const { clock, proxy, genuine } = watching();
    genuine('203.0.113.9', 100);
    clock.now = 14 * MINUTE;
    genuine('10.0.0.7', 10);
    expect(proxy.address).toBeUndefined();
    clock.now = 15 * MINUTE;
    genuine('10.0.0.7');
    expect(proxy.address).toBe('10.0.0.7');
  });

  it('is told once, though others come between', () => {
    const { clock, proxy, told, genuine } = watching();
    genuine('10.0.0.7', 10);
    genuine('203.0.113.9', 20);
    clock.now = 20 * MINUTE;
    genuine('203.0.113.9', 10);
    expect(proxy.address).toBeUndefined();
    clock.now = 40 * MINUTE;
    genuine('10.0.0.7', 10);
    expect(proxy.address).toBe('10.0.0.7');
    expect(told).toEqual(['10.0.0.7']);
  });

  it('is none before ten deliveries were genuine', () => {
    const { proxy, genuine } = watching();
    genuine('10.0.0.7', 9);
    expect(proxy.address).toBeUndefined();
    genuine('10.0.0.7');
    expect(proxy.address).toBe('10.0.0.7');
  });

  it('is none any more once nothing genuine came for a quarter of an hour', () => {
    const { clock, proxy, genuine } = watching();
    genuine('10.0.0.7', 10);
    clock.now = 15 * MINUTE;
    expect(proxy.address).toBeUndefined();
  });

  it('remembers no more addresses than it needs, and counts the others', () => {
    const { proxy, genuine } = watching();
    for (let i = 0; i < 200; i++) genuine(`10.1.0.${i}`);
    expect(proxy.address).toBeUndefined();
  });
});
