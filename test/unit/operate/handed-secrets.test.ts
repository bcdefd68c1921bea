/** Secrets that come in handshakes: told once, and a flood does not push out the provider's. */
import { describe, expect, it } from 'vitest';
import { HandedSecrets } from '../../../src/operate/handed-secrets.js';

const T0 = Date.UTC(2026, 10, 20, 9, 30);
const HOUR = 3_600_000;
const GENUINE = { value: 'genuine', client: '192.0.2.7', receivedAt: T0 };

function flood(handed: HandedSecrets, count: number, client: (i: number) => string): void {
  for (let i = 0; i < count; i++)
    handed.keep('pages', { value: `flood_${i}`, client: client(i), receivedAt: T0 });
}

function values(handed: HandedSecrets, now = T0): string[] {
  return handed.reveal('pages', now).secrets.map(({ value }) => value);
}

describe('a secret that came in a handshake', () => {
  it('is told once, with its time and client', () => {
    const handed = new HandedSecrets();
    handed.keep('pages', GENUINE);
    expect(handed.reveal('pages', T0)).toEqual({ secrets: [GENUINE], pushedOut: 0 });
    expect(handed.reveal('pages', T0)).toEqual({ secrets: [], pushedOut: 0 });
  });

  it("is its route's alone", () => {
    const handed = new HandedSecrets();
    handed.keep('pages', GENUINE);
    expect(handed.reveal('tasks', T0).secrets).toEqual([]);
    expect(values(handed)).toEqual(['genuine']);
  });

  it('counts once, however often it comes', () => {
    const handed = new HandedSecrets();
    for (let i = 0; i < 100; i++) handed.keep('pages', { ...GENUINE, receivedAt: T0 + i });
    expect(handed.reveal('pages', T0 + 99)).toEqual({
      secrets: [{ ...GENUINE, receivedAt: T0 + 99 }],
      pushedOut: 0,
    });
  });

  it('is forgotten after a day', () => {
    const handed = new HandedSecrets();
    handed.keep('pages', GENUINE);
    expect(values(handed, T0 + 24 * HOUR + 1)).toEqual([]);
  });
});

describe('of a flood', () => {
  it('no more than 16 are kept, and the others are counted', () => {
    const handed = new HandedSecrets();
    flood(handed, 1_000, (i) => `198.51.100.${i % 250}`);
    const { secrets, pushedOut } = handed.reveal('pages', T0);
    expect([secrets.length, pushedOut]).toEqual([16, 984]);
  });

  it.each([
    ['one address', () => '198.51.100.1'],
    ["the provider's own address, behind a proxy that nobody named", () => GENUINE.client],
    ['many addresses', (i: number) => `198.51.100.${i}`],
  ])('from %s, none pushes out what came before it or right behind it', (_what, client) => {
    const before = new HandedSecrets();
    before.keep('pages', GENUINE);
    flood(before, 200, client);
    expect(values(before)).toContain('genuine');

    const behind = new HandedSecrets();
    flood(behind, 200, client);
    behind.keep('pages', GENUINE);
    flood(behind, 5, client);
    expect(values(behind)).toContain('genuine');
  });

  it('from one address, none ever pushes out what came from another', () => {
    const handed = new HandedSecrets();
    flood(handed, 100, () => '198.51.100.1');
    handed.keep('pages', GENUINE);
    for (let i = 100; i < 1_000; i++)
      handed.keep('pages', { value: `flood_${i}`, client: '198.51.100.1', receivedAt: T0 });
    expect(values(handed)).toContain('genuine');
  });
});
