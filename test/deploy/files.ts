/** The files of config/deploy as data, and what the image and the pages say that they must agree with. */
import { readdirSync } from 'node:fs';
import type { Deployment, StatefulSet } from 'kubernetes-types/apps/v1.js';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2.js';
import type { ConfigMap, Container, PodSpec, PodTemplateSpec, Service } from 'kubernetes-types/core/v1.js';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import { LineCounter, parseAllDocuments } from 'yaml';
import { loadGatewayConfig } from '../../src/config/load.js';
import type { GatewayConfig, Loaded } from '../../src/config/config.js';
import { STANDARD_SECRET, TEXT_SECRET } from '../docs/load.js';
import { ROOT, marked, names, read } from '../docs/markdown.js';

const FOLDER = 'config/deploy/';
export const FILES: readonly string[] = readdirSync(ROOT + FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => FOLDER + path)
  .sort();
export const MANIFESTS: readonly string[] = FILES.filter((path) => path.includes('/kubernetes/'));

/** Of the Prometheus Operator, as far as it is used. */
interface PodMonitor {
  readonly spec: {
    readonly jobLabel: string;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly podMetricsEndpoints: readonly Readonly<Record<string, string>>[];
  };
}

interface Kinds {
  readonly ConfigMap: ConfigMap;
  readonly Deployment: Deployment;
  readonly HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  readonly NetworkPolicy: NetworkPolicy;
  readonly PodDisruptionBudget: PodDisruptionBudget;
  readonly PodMonitor: PodMonitor;
  readonly Service: Service;
  readonly StatefulSet: StatefulSet;
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: keyof Kinds;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

/** @throws Error for anything that is no plain YAML, a doubled key included. */
export function documents(path: string): readonly unknown[] {
  const lineCounter = new LineCounter();
  const found = parseAllDocuments(read(path), { lineCounter, prettyErrors: true });
  if (!Array.isArray(found)) throw new Error(`${path} is empty`);
  return found.map((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault) throw new Error(`${path}: ${fault.message}`);
    return document.toJS() as unknown;
  });
}

export function manifests(path: string): readonly Manifest[] {
  return documents(path) as readonly Manifest[];
}

/** The one of a kind in a file. */
export function one<K extends keyof Kinds>(path: string, kind: K): Kinds[K] & Manifest {
  const found = manifests(path).filter((manifest) => manifest.kind === kind);
  if (found.length !== 1) throw new Error(`${path} has ${found.length} of kind ${kind}`);
  return found[0] as Kinds[K] & Manifest;
}

export interface Workload {
  readonly file: string;
  readonly name: string;
  readonly template: PodTemplateSpec;
  readonly pod: PodSpec;
  /** Those that start first, too. */
  readonly containers: readonly Container[];
}

/** Everything that makes pods. */
export const WORKLOADS: readonly Workload[] = MANIFESTS.flatMap((file) =>
  manifests(file).flatMap(({ metadata, spec }) => {
    const { template } = (spec ?? {}) as { template?: PodTemplateSpec };
    const pod = template?.spec;
    if (!pod) return [];
    const containers = [...(pod.initContainers ?? []), ...pod.containers];
    return [{ file, name: metadata.name, template, pod, containers }];
  }),
);

/** @throws Error where nothing of that name is in the file. */
export function containerOf(file: string, name: string): Container {
  const found = WORKLOADS.filter((workload) => workload.file === file)
    .flatMap(({ containers }) => containers)
    .find((container) => container.name === name);
  if (!found) throw new Error(`${file} has no container ${name}`);
  return found;
}

export const GATEWAYS = WORKLOADS.flatMap((workload) =>
  workload.containers
    .filter(({ name }) => name === 'gateway')
    .map((container) => ({ file: workload.file, workload, container })),
);

export interface ComposeService {
  readonly [key: string]: unknown;
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly command?: string;
  readonly networks: readonly string[];
  readonly healthcheck: Readonly<Record<string, unknown>>;
  readonly stop_grace_period: string;
  readonly mem_limit: string;
}

export interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<'gateway' | 'redis', ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

export const COMPOSE_FILE = `${FOLDER}compose.yaml`;
export const compose = documents(COMPOSE_FILE)[0] as Compose;

/** The arguments for redis-server. */
export function redisArguments(given: string | readonly string[]): readonly string[] {
  const words = typeof given === 'string' ? given.split(' ') : given;
  return words.filter((word) => word !== 'redis-server').map((word) => (word === "''" ? '' : word));
}

/** Every way in which Redis is started. */
export const REDIS_ARGUMENTS: readonly (readonly [file: string, args: readonly string[]])[] = [
  [COMPOSE_FILE, redisArguments(compose.services.redis.command ?? '')],
  [`${FOLDER}kubernetes/redis.yaml`, containerOf(`${FOLDER}kubernetes/redis.yaml`, 'redis').args ?? []],
];

/** A container's variables with what a cluster would put in for references. */
export function environmentOf({ env = [] }: Container): Record<string, string> {
  return Object.fromEntries(
    env.map(({ name, value }) => [
      name,
      value ?? (name === 'REDIS_URL' ? 'redis://redis:6379' : TEXT_SECRET),
    ]),
  );
}

/** By what a secret file's name says: receivers and their like have Standard Webhooks' secrets. */
export function secretIn(path: string): string {
  return /\/(?:receiver|crm|billing)$/.test(path) ? STANDARD_SECRET : TEXT_SECRET;
}

/** The variables of the sidecar and of compose, and the file of the shared gateway, as `serve` would load them. */
export function loadDeployed(env: Readonly<Record<string, string>>, file?: string): Loaded {
  return loadGatewayConfig({
    file: undefined,
    env,
    exists: () => file !== undefined,
    readFile: (path) => Buffer.from(path.endsWith('.yaml') ? (file ?? '') : secretIn(path)),
  });
}

/** The shared gateway's configuration file. */
export const SHARED_FILE = `${FOLDER}kubernetes/shared.yaml`;
export const SIDECAR_FILE = `${FOLDER}kubernetes/sidecar.yaml`;
export const sharedConfig = one(SHARED_FILE, 'ConfigMap').data?.['gateway.yaml'] ?? '';

/** Every variable that the configuration knows; the page is held against the code elsewhere. */
export const VARIABLES: readonly string[] = ['variables', 'fillers'].flatMap((table) => [
  ...names(marked(read('docs/configuration.md'), table)),
]);

/** @throws Error with all faults. */
export function configured(loaded: Loaded): GatewayConfig {
  if (loaded.ok) return loaded.config;
  throw new Error(loaded.faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}
