import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { CATALOGUE } from '../../src/observe/catalogue.js';
import { findPromtool } from '../helpers/tools.js';
import { observed } from '../helpers/observed.js';
import { exposedNames, strangers, unknownWords } from './promql.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}
interface Dashboard {
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

const file = new URL('../../config/grafana/dashboard.json', import.meta.url);
const dashboard = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
const drawn = dashboard.panels.filter((panel) => panel.type !== 'row');
const targets = drawn.flatMap((panel) => panel.targets ?? []);
const exprs = [...targets.map(({ expr }) => expr), ...dashboard.annotations.list.map(({ expr }) => expr)];

/** The expression as Prometheus gets it, with Grafana's variables filled in. */
const filled = (expr: string) => expr.replaceAll('$__rate_interval', '5m').replaceAll('$route', '.*');

describe('the dashboard', () => {
  it('has the rows an operator looks for', () => {
    const rows = dashboard.panels.filter((panel) => panel.type === 'row').map((panel) => panel.title);
    expect(rows).toEqual([
      'What comes in',
      'What comes out',
      'Queue',
      'Latency',
      'Verification',
      'Dedupe',
      'Store',
      'Process',
    ]);
  });

  it('gives every panel its own id, a title, a description and a unit', () => {
    const ids = dashboard.panels.map((panel) => panel.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const panel of drawn) {
      expect(panel.title).toBeTruthy();
      expect(panel.description, panel.title).toBeTruthy();
      expect(panel.fieldConfig?.defaults.unit, panel.title).toBeTruthy();
      expect(panel.targets?.length, panel.title).toBeGreaterThan(0);
    }
    expect(new Set(drawn.map((panel) => panel.title)).size).toBe(drawn.length);
  });

  it('lets no panel overlap another or leave the grid', () => {
    for (const { title, gridPos: a } of dashboard.panels) {
      expect(a.x + a.w, title).toBeLessThanOrEqual(24);
      for (const { title: other, gridPos: b } of dashboard.panels) {
        if (a === b) continue;
        const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
        expect(apart, `${title} / ${other}`).toBe(true);
      }
    }
  });

  it('reads from the data source and the route that were chosen', () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'route']);
    expect(targets.filter(({ datasource }) => datasource.uid !== '${datasource}')).toEqual([]);
    const variables = exprs.flatMap((expr) => [...expr.matchAll(/\$\{?(\w+)/g)].map((match) => match[1]));
    expect([...new Set(variables)].sort()).toEqual(['__rate_interval', 'route']);
  });

  it('asks nothing that is not PromQL', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
    try {
      const rules = exprs.map((expr, i) => ({ record: `panel:${String(i)}`, expr: filled(expr) }));
      const rulesFile = join(folder, 'rules.yaml');
      writeFileSync(rulesFile, stringify({ groups: [{ name: 'panels', rules }] }));
      const said = execFileSync(findPromtool(), ['check', 'rules', rulesFile], { encoding: 'utf8' });
      expect(said).toContain(`${String(exprs.length)} rules found`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('asks only for metrics, labels and words there are', async () => {
    const exposed = exposedNames(await observed().metrics.scrape());
    for (const expr of exprs) {
      expect(strangers(filled(expr), exposed), expr).toEqual([]);
      expect(unknownWords(expr), expr).toEqual([]);
    }
  });

  it('shows every series we have', () => {
    const all = exprs.join('\n');
    for (const { name } of Object.values(CATALOGUE)) expect(all).toContain(name);
  });
});
