import { describe, expect, it } from 'vitest';
import { costsLess } from '../../schemes/cost.js';
import { faultLines, good, load, usual } from './helpers.js';

const FILE = '/conf/gateway.yaml';

describe('the text of a file', () => {
  it('may be JSON, indented with tabs too', () => {
    expect(good(load(JSON.stringify(usual(), undefined, '\t'))).routes).toHaveLength(1);
  });

  it.each([
    ['a doubled key', 'log: {}\nlog: {}\n', `${FILE}:2:1: the same key stands twice`],
    ['a custom tag', 'log: !include other.yaml\n', `${FILE}:1:6: tags such as !name`],
    ['a binary tag', 'log: !!binary aGk=\n', `${FILE}:1:6: tags such as !name`],
    ['several documents', 'log: {}\n---\nlog: {}\n', `${FILE}: the file holds several documents`],
    ['an unknown alias', 'log: *nothing\n', `${FILE}: an alias (*name) has no anchor`],
    ['an open quote', 'log: { level: "info }\n', `${FILE}:2:1: a character is missing`],
    ['nothing', '# only a comment\n', `${FILE}: the file is empty`],
    ['no text at all', '', `${FILE}: the file is empty`],
    ['a list', '- a\n', `${FILE}: the file must hold a mapping`],
    ['an alias that holds itself', 'log: &a [*a]\n', `${FILE}: the file is nested too deeply`],
    ['endless nesting', '['.repeat(100_000), FILE],
  ])('%s is one fault with its place', (_what, text, expected) => {
    expect(faultLines(load(text))).toEqual([expect.stringContaining(expected)]);
  });

  it('a bomb of aliases is a fault, and a quick one', async () => {
    const levels = Array.from({ length: 12 }, (_, i) => `x-${i + 1}: &b${i + 1} [${`*b${i}, `.repeat(9)}]`);
    await costsLess(() => {
      expect(faultLines(load(['x-0: &b0 [lol]', ...levels, ''].join('\n')))).toEqual([
        expect.stringContaining('expands to too much'),
      ]);
    }, 2_000);
  });

  it('anchors, aliases and merge keys serve to say things once', () => {
    const text = `
x-source: &source { scheme: actuallycare, secrets: [{ env: SOURCE }] }
store: { url: 'memory:' }
routes:
  - name: a
    path: /a
    source: { <<: *source, deadline: 5s }
    destination: &out { url: 'http://localhost:1/', scheme: svix, secrets: [{ env: DESTINATION }] }
  - { name: b, path: /b, source: *source, destination: *out }
`;
    expect(good(load(text)).routes.map(({ source }) => source.deadline)).toEqual([5_000, 25_000]);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('the key %s is refused and pollutes nothing', (key) => {
    const lines = faultLines(load(`{"${key}": {"polluted": true}, "log": {"${key}": {"polluted": true}}}`));
    expect(lines).toEqual([
      `${key}: this key is never taken; rename it`,
      `log.${key}: this key is never taken; rename it`,
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('a reference without its quotes inside braces is explained', () => {
    expect(faultLines(load('server: { port: ${PORT} }\n'))).toEqual([
      expect.stringMatching(/:1:\d+: .*a reference needs quotes/),
    ]);
  });

  it('the text around a break is never shown', () => {
    const lines = faultLines(
      load('store:\n  url: "redis://:canary-password@h" canary-password\n canary-password'),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join()).not.toContain('canary');
  });

  it('a file that cannot be read is a fault that names it', () => {
    expect(faultLines(load(usual(), {}, {})).join()).toContain('is not set');
    expect(faultLines(load('\uFEFF' + JSON.stringify(usual())))).toEqual([]);
  });
});
