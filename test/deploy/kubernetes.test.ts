/** The Kubernetes manifests against the image, the configuration's rules and the ports in service. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { GatewayConfig } from '../../src/config/config.js';
import { read } from '../docs/markdown.js';
import { startTestGateway } from '../helpers/gateway.js';
import {
  FILES,
  GATEWAYS,
  MANIFESTS,
  SHARED_FILE,
  SIDECAR_FILE,
  VARIABLES,
  WORKLOADS,
  configured,
  containerOf,
  environmentOf,
  loadDeployed,
  manifests,
  one,
  sharedConfig,
} from './files.js';
import { EXPOSED, NAME, VERSION } from './image.js';
import { USERS_SCRIPT } from './users.js';

const AUTOSCALING_FILE = 'config/deploy/kubernetes/autoscaling.yaml';
const PODMONITOR_FILE = 'config/deploy/kubernetes/podmonitor.yaml';
const REDIS_FILE = 'config/deploy/kubernetes/redis.yaml';
/** Seconds between the end of a drain and the kill. */
const MARGIN = 5;

const all = MANIFESTS.flatMap((file) => manifests(file).map((manifest) => ({ file, manifest })));

/** What a gateway is configured to, by the file it is deployed with. */
const configs: readonly (readonly [file: string, config: GatewayConfig])[] = [
  [SIDECAR_FILE, configured(loadDeployed(environmentOf(containerOf(SIDECAR_FILE, 'gateway'))))],
  [SHARED_FILE, configured(loadDeployed(environmentOf(containerOf(SHARED_FILE, 'gateway')), sharedConfig))],
];

describe('the manifests', () => {
  it('are these', () => {
    expect(all.map(({ manifest: { kind, metadata } }) => `${kind} ${metadata.name}`)).toEqual([
      'HorizontalPodAutoscaler webhook-gateway',
      'PodMonitor webhook-gateway',
      'StatefulSet redis',
      'Service redis',
      'NetworkPolicy redis',
      'ConfigMap webhook-gateway',
      'Deployment webhook-gateway',
      'Service webhook-gateway',
      'PodDisruptionBudget webhook-gateway',
      'NetworkPolicy webhook-gateway',
      'Deployment leads',
      'Service leads',
    ]);
  });

  it('select pods that there are', () => {
    for (const { file, manifest } of all) {
      const { selector = {}, podSelector } = (manifest.spec ?? {}) as Record<
        'selector' | 'podSelector',
        Selector | undefined
      >;
      const { matchLabels = selector } = podSelector ?? selector;
      const pods = WORKLOADS.filter((workload) => workload.file === file || file === PODMONITOR_FILE);
      const labels = pods.map(({ template }) => template.metadata?.labels ?? {});
      if (Object.keys(matchLabels).length > 0)
        expect(labels, `${manifest.kind} of ${file}`).toContainEqual(expect.objectContaining(matchLabels));
    }
  });
});

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

describe.each(configs)('%s', (file, config) => {
  const found = GATEWAYS.find((gateway) => gateway.file === file);
  if (!found) throw new Error(`${file} has no gateway`);
  const { container, workload } = found;
  const ports = Object.fromEntries(
    (container.ports ?? []).map((port) => [port.name ?? '', port.containerPort] as const),
  );

  it('configures a gateway without a fault, and nothing is warned about', () => {
    const env = environmentOf(container);
    const loaded = loadDeployed(env, file === SHARED_FILE ? sharedConfig : undefined);
    expect(loaded).toMatchObject({ ok: true, warnings: [] });
  });

  it('sets variables that there are', () => {
    for (const { name } of container.env ?? []) expect(VARIABLES).toContain(name);
  });

  it("runs this version's image, from a registry of the reader's", () => {
    expect(container.image).toBe(`registry.example.com/${NAME}:${VERSION}`);
    expect(container.command).toBeUndefined();
    expect(container.args).toBeUndefined();
  });

  it('opens the ports that the gateway serves and the image exposes', () => {
    expect(ports).toEqual({ http: config.server.port, admin: config.admin.port });
    expect(Object.values(ports)).toEqual(EXPOSED);
  });

  it('is asked where it answers, and found well without Redis too', async () => {
    const gateway = await startTestGateway(
      `store: { url: "redis://127.0.0.1:1" }
routes: [{ name: a, path: /a, source: { scheme: none, reason: t }, destination: { url: "http://127.0.0.1:9/", scheme: none, reason: t } }]`,
    );
    const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
    try {
      for (const probe of probes) {
        expect(probe?.httpGet?.port).toBe('admin');
        const answer = await fetch(gateway.adminUrl + (probe?.httpGet?.path ?? ''));
        expect(answer.status).toBe(200);
      }
    } finally {
      await gateway.stop();
    }
    // The one that ends in a restart must not depend on anything but the process.
    expect(container.livenessProbe?.httpGet?.path).toBe('/healthz');
    expect(container.readinessProbe?.httpGet?.path).toBe('/readyz');
  });

  it('may take longer to stop than the gateway drains', () => {
    const before = workload.pod.containers.map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0);
    const drain = (config.server.drainDelay + config.server.drainTimeout) / 1000;
    const grace = workload.pod.terminationGracePeriodSeconds ?? 30;
    expect(grace).toBeGreaterThanOrEqual(Math.max(...before) + drain + MARGIN);
    // The number that a comment gives.
    expect(read(file)).toContain(`${drain}s`);
  });

  it('holds its secrets as files of a Secret, each of which is mounted', () => {
    const { secretName, items = [] } =
      workload.pod.volumes?.flatMap(({ secret }) => (secret ? [secret] : []))[0] ?? {};
    const volume = workload.pod.volumes?.find(({ secret }) => secret)?.name;
    const mount = container.volumeMounts?.find(({ name }) => name === volume);
    expect(mount?.readOnly).toBe(true);
    const mounted = items.map(({ path }) => `${mount?.mountPath ?? ''}/${path}`);
    const text = file === SHARED_FILE ? sharedConfig : JSON.stringify(container.env);
    expect([...new Set(text.match(/\/run\/secrets\/[\w/-]+/g))].sort()).toEqual(mounted.sort());
    for (const { name, value, valueFrom } of container.env ?? []) {
      if (/SECRET$|TOKEN$|REDIS_URL/.test(name)) expect(value, name).toBeUndefined();
      if (valueFrom) expect(valueFrom.secretKeyRef?.name).toBe(secretName);
    }
  });

  it('is the container that `kubectl exec` means, and whose process 1 is the gateway', () => {
    const annotations = workload.template.metadata?.annotations ?? {};
    expect(annotations['kubectl.kubernetes.io/default-container']).toBe('gateway');
    expect(workload.pod.shareProcessNamespace).toBe(false);
  });

  it('believes nobody who the client is until the operator names its Ingress', () => {
    expect(config.server.trustedProxies).toEqual([]);
  });

  it('has no more rights than it needs', () => {
    expect(container.securityContext).toEqual({
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(workload.pod.automountServiceAccountToken).toBe(false);
    expect(workload.pod.enableServiceLinks).toBe(false);
  });

  it('is limited in memory, with room for all bodies at once, and not in processor time', () => {
    expect(container.resources?.limits).toEqual({ memory: '512Mi' });
    expect(config.server.maxBufferedBytes).toBeLessThanOrEqual((512 * 1024 ** 2) / 4);
  });

  it('keeps one ready while another is replaced', () => {
    const { replicas, strategy } = one(file, 'Deployment').spec ?? {};
    expect(replicas).toBeGreaterThanOrEqual(2);
    expect(strategy?.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  });

  it('has a Service for the public port alone', () => {
    const { ports = [], type } = one(file, 'Service').spec ?? {};
    expect(ports.map(({ targetPort }) => targetPort)).toEqual(['http']);
    expect(type).toBeUndefined();
  });
});

describe(SIDECAR_FILE, () => {
  it('starts the gateway before the receiver and ends it after', () => {
    const sidecar = WORKLOADS.find(({ file }) => file === SIDECAR_FILE);
    expect(sidecar?.pod.initContainers?.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([
      ['gateway', 'Always'],
    ]);
    expect(sidecar?.pod.containers.map(({ name }) => name)).toEqual(['receiver']);
    expect(containerOf(SIDECAR_FILE, 'gateway').startupProbe).toBeDefined();
  });

  it('delivers over loopback', () => {
    expect(new URL(configs[0]?.[1].routes[0]?.destinations[0].url ?? '').hostname).toBe('127.0.0.1');
  });
});

describe(SHARED_FILE, () => {
  it('shows a queued route and a direct one', () => {
    const { routes } = configs[1]?.[1] ?? { routes: [] };
    expect(routes.map(({ mode }) => mode)).toEqual(['queued', 'direct']);
    expect(parse(sharedConfig)).toHaveProperty('routes');
  });

  it('mounts the file where the gateway looks for it', () => {
    const workload = WORKLOADS.find(({ file }) => file === SHARED_FILE);
    const volume = workload?.pod.volumes?.find(({ configMap }) => configMap);
    expect(volume?.configMap?.name).toBe(one(SHARED_FILE, 'ConfigMap').metadata.name);
    const mounts = containerOf(SHARED_FILE, 'gateway').volumeMounts ?? [];
    expect(mounts.find(({ name }) => name === volume?.name)?.mountPath).toBe('/etc/webhook-gateway');
  });

  it('lets everyone to the public port, and to the admin port only whom it names', () => {
    const { ingress = [], policyTypes } = one(SHARED_FILE, 'NetworkPolicy').spec ?? {};
    expect(policyTypes).toEqual(['Ingress']);
    expect(ingress.map(({ ports, from }) => [ports?.map(({ port }) => port), from?.length])).toEqual([
      [['http'], undefined],
      [['admin'], 2],
    ]);
    for (const peer of ingress[1]?.from ?? []) {
      const labels = (peer.namespaceSelector ?? peer.podSelector)?.matchLabels;
      expect(Object.keys(labels ?? {})).not.toEqual([]);
    }
  });

  it('loses one pod at a time to maintenance', () => {
    expect(one(SHARED_FILE, 'PodDisruptionBudget').spec?.maxUnavailable).toBe(1);
  });

  it('is scaled by a file of its own, never below two', () => {
    const { minReplicas, scaleTargetRef } = one(AUTOSCALING_FILE, 'HorizontalPodAutoscaler').spec ?? {};
    const { apiVersion, kind, metadata } = one(SHARED_FILE, 'Deployment');
    expect(scaleTargetRef).toEqual({ apiVersion, kind, name: metadata.name });
    expect(minReplicas).toBe(2);
  });
});

describe(PODMONITOR_FILE, () => {
  const { spec } = one(PODMONITOR_FILE, 'PodMonitor');
  const scrape = parse(read('config/prometheus/scrape.yaml')) as {
    global: { scrape_interval: string };
    scrape_configs: readonly { job_name: string; metrics_path: string; scrape_timeout: string }[];
  };

  it('finds the pods of every gateway, and gives the job the name that the alerts expect', () => {
    const [job] = scrape.scrape_configs;
    for (const { workload } of GATEWAYS) {
      const labels = workload.template.metadata?.labels ?? {};
      expect(labels).toMatchObject(spec.selector.matchLabels);
      expect(labels[spec.jobLabel]).toBe(job?.job_name);
    }
  });

  it('scrapes what the job for hosts scrapes, as often', () => {
    const [job] = scrape.scrape_configs;
    expect(Object.keys(spec).sort()).toEqual(['jobLabel', 'podMetricsEndpoints', 'selector']);
    expect(spec.podMetricsEndpoints).toEqual([
      {
        port: 'admin',
        path: job?.metrics_path,
        interval: scrape.global.scrape_interval,
        scrapeTimeout: job?.scrape_timeout,
      },
    ]);
  });
});

describe(REDIS_FILE, () => {
  it('lets in the gateways alone', () => {
    const { ingress = [] } = one(REDIS_FILE, 'NetworkPolicy').spec ?? {};
    const [rule, ...others] = ingress;
    expect(others).toEqual([]);
    const labels = rule?.from?.map(({ podSelector }) => podSelector?.matchLabels ?? {});
    expect(labels).toHaveLength(1);
    for (const { workload } of GATEWAYS)
      expect(workload.template.metadata?.labels).toMatchObject(labels?.[0] ?? {});
  });

  it('is the host of the URLs that its users are given', () => {
    const { name } = one(REDIS_FILE, 'Service').metadata;
    expect(read(USERS_SCRIPT)).toContain(`@${name}:6379"`);
  });

  it('has no more rights than it needs, and its data on a disk that stays', () => {
    const { pod } = WORKLOADS.find(({ file }) => file === REDIS_FILE) ?? { pod: undefined };
    expect(pod?.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    const redis = containerOf(REDIS_FILE, 'redis');
    expect(redis.securityContext).toEqual({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    const { volumeClaimTemplates = [] } = one(REDIS_FILE, 'StatefulSet').spec ?? {};
    expect(redis.volumeMounts?.filter(({ readOnly }) => readOnly !== true)).toEqual([
      { name: volumeClaimTemplates[0]?.metadata?.name, mountPath: '/data' },
    ]);
  });
});

describe('config/deploy', () => {
  it.each(FILES)('%s holds no secret', (file) => {
    expect(read(file)).not.toMatch(/whsec_[\w+/=]{8}|:\/\/[^/\s]*@|kind: Secret\b|\b[0-9a-f]{32,}\b/i);
  });
});
