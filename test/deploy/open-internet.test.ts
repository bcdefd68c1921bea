/** docs/open-internet.md: the proxies it sets up let through what the gateway takes, and wait as long as it may take. */
import { maxHeaderSize } from 'node:http';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MAX_HEADER_PAIRS } from '../../src/http/admission.js';
import { parseDuration, parseSize } from '../../src/model/units.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { blockOf, read } from '../docs/markdown.js';
import { SHARED_FILE, one } from './files.js';

const PAGE = 'docs/open-internet.md';
const page = read(PAGE);
const nginx = blockOf(PAGE, 'A proxy that buffers', 'nginx');
const haproxy = blockOf(PAGE, 'A proxy that buffers', 'haproxy');

const all = Object.values(schemes);
const largest = Math.max(...all.map(({ maxBodySize = '1mb' }) => parseSize(maxBodySize) ?? 0));
const longest = Math.max(...all.map(({ deadline }) => parseDuration(deadline) ?? 0));

/** What stands behind a setting's name. */
function setting(text: string, name: string): string {
  const found = new RegExp(`^\\s*${name} ([^\\s;]+)`, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`nothing is set for ${name}`);
  return found;
}

describe(PAGE, () => {
  it('lets the largest body of a built-in scheme through both proxies', () => {
    expect(parseSize(`${setting(nginx, 'client_max_body_size')}b`)).toBeGreaterThanOrEqual(largest);
    const most = /content-length\) gt (\d+)/.exec(haproxy)?.[1];
    expect(Number(most)).toBeGreaterThanOrEqual(largest);
  });

  it('has both proxies wait longer than the longest deadline, and says how long that is', () => {
    expect(parseDuration(setting(nginx, 'proxy_read_timeout'))).toBeGreaterThan(longest);
    expect(parseDuration(setting(haproxy, 'timeout server'))).toBeGreaterThan(longest);
    expect(page).toContain(`${longest / 1000} s at the most, unless you set another`);
  });

  it('has neither proxy repeat a delivery, nor pass on what a client says of itself', () => {
    expect(setting(nginx, 'proxy_next_upstream')).toBe('off');
    expect(setting(haproxy, 'retries')).toBe('0');
    expect(nginx).toContain('X-Forwarded-For $remote_addr;');
    expect(haproxy).toMatch(/del-header X-Forwarded-For.*\n\s*option forwardfor/);
  });

  it('gives the bounds of a head as they are', () => {
    expect(page).toContain(`more than ${MAX_HEADER_PAIRS} headers, or ${maxHeaderSize / 1024} KB of them`);
  });

  it('narrows the rule of shared.yaml that opens the public port', () => {
    const [rule, ...others] = parse(blockOf(PAGE, 'Whom to believe', 'yml')) as {
      ports: unknown;
      from: unknown[];
    }[];
    expect(others).toEqual([]);
    expect(rule?.ports).toEqual(one(SHARED_FILE, 'NetworkPolicy').spec?.ingress?.[0]?.ports);
    expect(rule?.from).toHaveLength(1);
  });
});
