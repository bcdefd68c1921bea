import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { OUTCOMES, OUTCOME_CODES, anyoneCauses } from '../../src/model/outcome.js';
import { findPromtool } from '../helpers/tools.js';
import { observed } from '../helpers/observed.js';
import { exposedNames, strangers, unknownWords } from './promql.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}
interface UnitTests {
  readonly tests: {
    readonly promql_expr_test: { readonly expr: string; readonly exp_samples: unknown[] }[];
  }[];
}

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const read = (name: string) => readFileSync(path(name), 'utf8');
const TEST_FILES = ['config/prometheus/alerts.test.yaml', 'config/prometheus/alerts.silence.test.yaml'];

const rules = (
  parse(read('config/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);
const checks = TEST_FILES.flatMap((file) =>
  (parse(read(file)) as UnitTests).tests.flatMap((test) => test.promql_expr_test),
);

function promtool(...args: string[]): string {
  return execFileSync(findPromtool(), args, { encoding: 'utf8', stdio: 'pipe' });
}

describe('alerts.yaml', () => {
  it('is accepted by promtool', () => {
    expect(promtool('check', 'rules', path('config/prometheus/alerts.yaml'))).toContain('SUCCESS');
  });

  it.each(TEST_FILES)(
    '%s passes',
    (file) => {
      expect(promtool('test', 'rules', path(file))).toContain('SUCCESS');
    },
    120_000,
  );

  it('the scrape configuration is one Prometheus takes', () => {
    promtool('check', 'config', path('config/prometheus/scrape.yaml'));
  });

  it.each(rules.map((rule) => [rule.alert]))('%s is shown to fire and to stay quiet', (alert) => {
    const own = checks.filter(({ expr }) => expr.includes(`alertname="${alert}"`));
    expect(own.some((check) => check.exp_samples.length > 0)).toBe(true);
    expect(own.some((check) => check.exp_samples.length === 0)).toBe(true);
  });

  it('unit tests name only alerts there are', () => {
    const names = checks.map(({ expr }) => /alertname="(\w+)"/.exec(expr)?.[1]);
    expect(names.filter((name) => !rules.some((rule) => rule.alert === name))).toEqual([]);
  });

  it('asks only for metrics and labels there are, and compares them with words there are', async () => {
    const exposed = exposedNames(await observed().metrics.scrape());
    for (const { alert, expr } of rules) {
      expect(strangers(expr, exposed), alert).toEqual([]);
      expect(unknownWords(expr), alert).toEqual([]);
    }
  });

  it('"genuine" leaves out exactly the outcomes that anyone can bring about', () => {
    const refused = OUTCOME_CODES.filter((code) => anyoneCauses({ code, kind: OUTCOMES[code].kind })).sort();
    const lists = rules.flatMap(({ expr }) =>
      [...expr.matchAll(/outcome!~"([^"]*)"/g)].map((match) => match[1]),
    );
    expect(lists.length).toBeGreaterThan(0);
    for (const list of lists) expect(list?.split('|').sort()).toEqual(refused);
  });

  it('has for each alert a severity, a summary, a description and a place in the runbook', () => {
    const headings = [...read('docs/operations.md').matchAll(/^### (\w+)$/gm)].map((match) => match[1] ?? '');
    for (const { alert, labels, annotations } of rules) {
      expect(['critical', 'warning'], alert).toContain(labels['severity']);
      expect(annotations['summary'], alert).toBeTruthy();
      expect(annotations['description'], alert).toBeTruthy();
      expect(annotations['runbook'], alert).toBe(`docs/operations.md#${alert.toLowerCase()}`);
    }
    expect(headings).toEqual(expect.arrayContaining(rules.map((rule) => rule.alert)));
    expect(rules.map((rule) => rule.alert)).toEqual(expect.arrayContaining(headings));
  });

  it('the runbook names the same severity', () => {
    const runbook = read('docs/operations.md');
    for (const { alert, labels } of rules) {
      expect(runbook, alert).toContain(`### ${alert}\n\n*${labels['severity'] ?? ''}*.`);
    }
  });
});
