/** The charts as Helm renders them, and what it says where it refuses values. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, cpSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container, PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../../docs/markdown.js';
import { findHelm, findKubectl } from '../../helpers/helm.js';

export type Values = Readonly<Record<string, unknown>>;

export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

export const GATEWAY_CHART = join(ROOT, 'charts/webhook-gateway');

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly complaint: string;
}

export function helm(args: readonly string[], cwd = ROOT): Said {
  // No cluster, no configuration of whoever runs this.
  const env = { PATH: process.env['PATH'], HOME: tmpdir(), KUBECONFIG: '/dev/null' };
  const { status, stdout, stderr, error } = spawnSync(findHelm(), args, { cwd, env, encoding: 'utf8' });
  if (error) throw error;
  return { code: status, out: stdout, complaint: stderr };
}

/** Runs with a file of these values. */
function withValues(values: Values, act: (file: string) => Said): Said {
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  try {
    writeFileSync(join(folder, 'values.yaml'), JSON.stringify(values));
    return act(join(folder, 'values.yaml'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @throws Error with what Helm complains of. */
export function render(values: Values, chart = GATEWAY_CHART, release = 'webhook-gateway') {
  const { code, out, complaint } = withValues(values, (file) =>
    helm(['template', release, chart, '--namespace', 'hooks', '--values', file]),
  );
  if (code !== 0) throw new Error(complaint);
  return manifestsIn(out);
}

/** What Helm complains of; empty where it takes the values. */
export function refusal(values: Values, chart = GATEWAY_CHART): string {
  return withValues(values, (file) => helm(['template', 'webhook-gateway', chart, '--values', file]))
    .complaint;
}

/** What is told after an installation. */
export function notes(values: Values): string {
  const { out, complaint } = withValues(values, (file) =>
    helm(['install', 'webhook-gateway', GATEWAY_CHART, '--dry-run=client', '--values', file]),
  );
  const [, told] = out.split('\nNOTES:\n');
  if (told === undefined) throw new Error(complaint || out);
  return told;
}

export function manifestsIn(text: string): readonly Rendered[] {
  const found = parseAllDocuments(text);
  if (!Array.isArray(found)) return [];
  return found.flatMap((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault) throw new Error(fault.message);
    const manifest = document.toJS() as Rendered | null;
    return manifest === null ? [] : [manifest];
  });
}

/** The one of a kind, and of a name where there are several. */
export function oneOf(all: readonly Rendered[], kind: string, name?: string): Rendered {
  const found = all.filter((one) => one.kind === kind && (name === undefined || one.metadata.name === name));
  if (found.length !== 1) throw new Error(`${found.length} of kind ${kind} are rendered`);
  return found[0] as Rendered;
}

export function templateOf(manifest: { readonly spec?: unknown }): PodTemplateSpec {
  return (manifest.spec as { readonly template: PodTemplateSpec }).template;
}

export function gatewayIn(template: PodTemplateSpec): Container {
  const all = [...(template.spec?.initContainers ?? []), ...(template.spec?.containers ?? [])];
  const gateway = all.find(({ name }) => name === 'gateway');
  if (!gateway) throw new Error('the pod has no gateway');
  return gateway;
}

/** Labels and annotations that a chart adds to what the manifests have. */
const OF_CHARTS =
  /^(?:app\.kubernetes\.io\/(?:instance|version|managed-by)|helm\.sh\/chart|checksum\/config)$/;

/** Without what only a chart knows, and with variables in one order. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value.map(plain);
    const named = items as { name?: string; valueFrom?: unknown; value?: unknown }[];
    const variables = named.every(
      (one) =>
        typeof one === 'object' && one.name !== undefined && (one.value ?? one.valueFrom) !== undefined,
    );
    return variables ? named.sort((one, other) => (one.name ?? '').localeCompare(other.name ?? '')) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !OF_CHARTS.test(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, plain(member)]));
}

/** The example of a receiver's chart, with the library where it looks for it. */
export function receiverChart(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'receiver-'));
  symlinkSync(join(ROOT, 'charts'), join(folder, 'charts'));
  cpSync(join(ROOT, 'test/deploy/charts/receiver'), join(folder, 'receiver'), { recursive: true });
  const { code, complaint } = helm(['dependency', 'update', join(folder, 'receiver')], folder);
  if (code !== 0) throw new Error(complaint);
  return {
    folder: join(folder, 'receiver'),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** @param files of a kustomization beside the project's `config` */
export function kustomize(files: Readonly<Record<string, string>>): readonly Rendered[] {
  const folder = mkdtempSync(join(tmpdir(), 'kustomize-'));
  try {
    symlinkSync(join(ROOT, 'config'), join(folder, 'config'));
    mkdirSync(join(folder, 'leads'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'leads', name), text);
    const args = ['kustomize', join(folder, 'leads')];
    const { status, stdout, stderr } = spawnSync(findKubectl(), args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return manifestsIn(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
