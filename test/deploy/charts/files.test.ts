/** The charts' own files: copies are true copies, versions are this one, values are all known, tarballs are alike. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHARTS, chartFiles } from '../../docs/chart-files.js';
import { ROOT, read } from '../../docs/markdown.js';
import { VERSION } from '../image.js';
import { GATEWAY_CHART, helm, render } from './render.js';

type Schema = Readonly<Record<string, unknown>> & {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
};

const schemaOf = (chart: string) => JSON.parse(read(`charts/${chart}/values.schema.json`)) as Schema;

it.each(chartFiles().map(({ path, text }) => [path, text]))(
  '%s is as `npm run docs:write` makes it',
  (path, text) => {
    // Not as a difference: the dashboard has thousands of lines.
    expect(read(path) === text).toBe(true);
  },
);

describe.each(CHARTS)('charts/%s', (chart) => {
  it("has this version, its own and the gateway's", () => {
    const said = parse(read(`charts/${chart}/Chart.yaml`)) as Record<
      'name' | 'version' | 'appVersion',
      string
    >;
    expect(said).toMatchObject({ name: chart, version: VERSION, appVersion: VERSION });
  });

  it('has each value in values.yaml with its default, and no other', () => {
    const schema = schemaOf(chart);
    const pathsOf = (one: Schema, above = ''): string[] => {
      const { properties } = schema.definitions?.[one.$ref?.split('/').at(-1) ?? ''] ?? one;
      if (!properties) return [above];
      return Object.entries(properties).flatMap(([key, inner]) => pathsOf(inner, `${above}/${key}`));
    };
    const values = parse(read(`charts/${chart}/values.yaml`)) as unknown;
    const open = ['/global', '/files/gateway.yaml', '/resources/claims'];
    const missing = pathsOf(schema).filter((path) => {
      let at = values;
      for (const key of path.split('/').slice(1)) at = (at as Record<string, unknown> | undefined)?.[key];
      return at === undefined && !open.includes(path);
    });
    expect(missing).toEqual([]);
  });

  it('takes no key that it does not know, however deep, where the keys are its own', () => {
    const open: string[] = [];
    const look = (one: Schema, path: string): void => {
      const { properties } = one;
      if (properties && one['additionalProperties'] !== false && path !== '/definitions/config')
        open.push(path);
      for (const [key, inner] of Object.entries(properties ?? {})) look(inner, `${path}/${key}`);
    };
    const schema = schemaOf(chart);
    look(schema, '');
    for (const [name, inner] of Object.entries(schema.definitions ?? {})) look(inner, `/definitions/${name}`);
    expect(open).toEqual([]);
  });
});

it('both charts know the same of what both take', () => {
  const [one, other] = CHARTS.map((chart) => schemaOf(chart).definitions ?? {});
  const both = Object.keys(one ?? {}).filter((name) => name in (other ?? {}));
  expect(both).toEqual(expect.arrayContaining(['config', 'image', 'reference', 'url', 'variable']));
  for (const name of both) expect(other?.[name], name).toEqual(one?.[name]);
});

describe('scripts/pack-charts.js', () => {
  const packed = (folder: string) => {
    const said = execFileSync('node', ['scripts/pack-charts.js', folder], { cwd: ROOT, encoding: 'utf8' });
    expect(said.trim().split('\n')).toEqual(readdirSync(folder).map((name) => join(folder, name)));
    return readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  };
  const hashes = (files: ReturnType<typeof packed>) =>
    files.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'));

  it('writes both charts as Helm reads them, the same bytes each time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'packed-'));
    try {
      const first = packed(join(folder, 'first'));
      expect(first.map(({ name }) => name)).toEqual(CHARTS.map((chart) => `${chart}-${VERSION}.tgz`));
      expect(hashes(packed(join(folder, 'second')))).toEqual(hashes(first));
      const tarball = join(folder, 'first', `webhook-gateway-${VERSION}.tgz`);
      const values = { image: { repository: 'r' }, existingConfigMap: 'mine', dashboard: { enabled: true } };
      expect(render(values, tarball)).toEqual(render(values, GATEWAY_CHART));
      const library = join(folder, 'first', `webhook-gateway-sidecar-${VERSION}.tgz`);
      expect(helm(['show', 'chart', library])).toMatchObject({ code: 0 });
      expect(helm(['show', 'values', library]).out.trim()).toBe(
        read('charts/webhook-gateway-sidecar/values.yaml').trim(),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('wants to know where to', () => {
    expect(() => execFileSync('node', ['scripts/pack-charts.js'], { cwd: ROOT, stdio: 'pipe' })).toThrow(
      'say where to: node scripts/pack-charts.js FOLDER',
    );
  });
});
