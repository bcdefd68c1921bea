import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../src/config/difference.js';
import { ENV, SECRET, WHSEC, changed, good, load, usual, type Route } from './helpers.js';

const before = good(load(usual()));
const named = (name: string): Route => ({ ...usual().routes[0], name, path: `/${name}` });

describe('the difference between two configurations', () => {
  it('is nothing between two that mean the same', () => {
    expect(changesBetween(before, good(load({ ...usual(), server: { port: 8080 }, 'x-own': 1 })))).toEqual(
      [],
    );
  });

  it('names each key with its value before and after, as the file has it', () => {
    const after = good(
      changed((config, route) => {
        config['log'] = { level: 'debug' };
        route.source['deadline'] = '7s';
        route['events'] = ['lead.*'];
      }),
    );
    expect(changesBetween(before, after)).toEqual([
      { path: 'log.level', from: 'info', to: 'debug' },
      { path: 'routes.leads.source.deadline', from: '25s', to: '7s' },
      { path: 'routes.leads.events', from: null, to: ['lead.*'] },
    ]);
  });

  it('tells a secret that changed as changed, and never its value', () => {
    const after = good(load(usual(), { ...ENV, SOURCE: `${SECRET}-new` }));
    const changes = changesBetween(before, after);
    expect(changes).toEqual([
      { path: 'routes.leads.source.secrets[0]', from: { env: 'SOURCE' }, to: 'changed' },
    ]);
    expect(JSON.stringify(changes)).not.toContain(SECRET);
  });

  it('tells another place of a secret, and a secret that came or went', () => {
    const after = good(
      changed(
        (_config, route) => {
          route.source['secrets'] = [{ file: 'new' }, { env: 'SOURCE' }];
        },
        ENV,
        { '/conf/new': `${SECRET}-new` },
      ),
    );
    expect(changesBetween(before, after)).toEqual([
      { path: 'routes.leads.source.secrets[0]', from: { env: 'SOURCE' }, to: { file: 'new' } },
      { path: 'routes.leads.source.secrets[1]', from: null, to: { env: 'SOURCE' } },
    ]);
    expect(changesBetween(after, before).at(1)).toEqual({
      path: 'routes.leads.source.secrets[1]',
      from: { env: 'SOURCE' },
      to: null,
    });
  });

  it('hides what a URL hides', () => {
    const at = (url: string) => good(changed((_config, route) => (route.destination['url'] = url)));
    const [one, other] = [
      'https://a.example/in/9f86d081884c7d659a2f',
      'https://a.example/in/0a4f8d2e7c554f0b9d0e',
    ];
    expect(changesBetween(at(one), at(other))).toEqual([
      { path: 'routes.leads.destination.url', from: 'https://a.example/in/[redacted]', to: 'changed' },
    ]);
  });

  it('knows routes by their names: another order is no change, and one more in front changes no other', () => {
    const two = good(load({ ...usual(), routes: [named('a'), named('b')] }));
    expect(changesBetween(two, good(load({ ...usual(), routes: [named('b'), named('a')] })))).toEqual([]);
    const more = good(load({ ...usual(), routes: [named('new'), named('a'), named('b')] }));
    expect(changesBetween(two, more)).toMatchObject([
      { path: 'routes.new', from: null, to: { name: 'new' } },
    ]);
    expect(changesBetween(more, two)).toMatchObject([
      { path: 'routes.new', from: { name: 'new' }, to: null },
    ]);
    expect(JSON.stringify(changesBetween(two, more))).not.toContain(WHSEC);
  });
});
