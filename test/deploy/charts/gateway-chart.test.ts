/** charts/webhook-gateway: the same as the manifests, whatever is chosen beside them, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { blockOf, blocks, read } from '../../docs/markdown.js';
import { compiled } from '../compiled.js';
import { SHARED_FILE, configured, environmentOf, loadDeployed, one, sharedConfig } from '../files.js';
import { NAME } from '../image.js';
import {
  GATEWAY_CHART,
  gatewayIn,
  helm,
  notes,
  oneOf,
  plain,
  refusal,
  render,
  templateOf,
  type Rendered,
  type Values,
} from './render.js';

const AUTOSCALING_FILE = 'config/deploy/kubernetes/autoscaling.yaml';
const PODMONITOR_FILE = 'config/deploy/kubernetes/podmonitor.yaml';

/** What shared.yaml deploys. */
const SHARED: Values = {
  image: { repository: `registry.example.com/${NAME}` },
  redis: { secretName: 'webhook-gateway' },
  secrets: [
    { secretName: 'webhook-gateway', keys: ['admin-token', 'actuallycare', 'crm', 'stripe', 'billing'] },
  ],
  config: parse(sharedConfig) as Values,
};
const MONITORED = {
  podMonitor: { enabled: true, labels: { release: 'prometheus' } },
  prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
  dashboard: { enabled: true },
};
const EGRESS = {
  networkPolicy: {
    public: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
    admin: [{ ipBlock: { cidr: '10.1.0.0/16', except: ['10.1.2.0/24'] } }],
    egress: {
      enabled: true,
      receivers: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [443] }],
    },
  },
};
const KEDA = { keda: { enabled: true, serverAddress: 'http://prometheus-operated.monitoring:9090' } };
const REDIS_USER = {
  redis: { secretName: 'webhook-gateway', user: { create: true, adminSecretName: 'redis-admin' } },
};

const shared = render(SHARED);

describe('charts/webhook-gateway', () => {
  it.each(['Deployment', 'Service', 'PodDisruptionBudget', 'NetworkPolicy'] as const)(
    'renders the %s of shared.yaml',
    (kind) => {
      const expected = one(SHARED_FILE, kind);
      const rendered = oneOf(shared, kind);
      expect(rendered.metadata.name).toBe(expected.metadata.name);
      expect(plain(rendered.spec)).toEqual(plain(expected.spec));
    },
  );

  it('brings the configuration into the pod as it stands in the values', () => {
    const text = oneOf(shared, 'ConfigMap').data?.['gateway.yaml'] ?? '';
    expect(parse(text)).toEqual(parse(sharedConfig));
    const env = environmentOf(gatewayIn(templateOf(oneOf(shared, 'Deployment'))));
    expect(loadDeployed(env, text)).toMatchObject({ ok: true, warnings: [] });
  });

  it('scales as autoscaling.yaml does, and leaves the number of replicas to it', () => {
    const rendered = render({ ...SHARED, autoscaling: { enabled: true } });
    const { spec } = one(AUTOSCALING_FILE, 'HorizontalPodAutoscaler');
    expect(oneOf(rendered, 'HorizontalPodAutoscaler').spec).toEqual(spec);
    expect(oneOf(rendered, 'Deployment').spec).not.toHaveProperty('replicas');
  });

  it('scrapes as podmonitor.yaml does, its own pods or those of all gateways', () => {
    const { spec } = one(PODMONITOR_FILE, 'PodMonitor');
    const all = render({ ...SHARED, podMonitor: { enabled: true, allGateways: true } });
    expect(oneOf(all, 'PodMonitor').spec).toEqual(spec);
    const own = oneOf(render({ ...SHARED, podMonitor: { enabled: true } }), 'PodMonitor').spec;
    const { matchLabels } = own?.['selector'] as { matchLabels: Readonly<Record<string, string>> };
    expect(templateOf(oneOf(shared, 'Deployment')).metadata?.labels).toMatchObject(matchLabels);
    expect(matchLabels).toMatchObject({ 'app.kubernetes.io/instance': 'webhook-gateway' });
  });

  it('gives the job the same name over a Service, which is there for Prometheus alone', () => {
    const rendered = render({ ...SHARED, serviceMonitor: { enabled: true } });
    const { metadata, spec } = oneOf(rendered, 'Service', 'webhook-gateway-metrics');
    const monitor = oneOf(rendered, 'ServiceMonitor').spec as {
      jobLabel: string;
      selector: { matchLabels: Readonly<Record<string, string>> };
      endpoints: unknown[];
    };
    expect(metadata.labels).toMatchObject(monitor.selector.matchLabels);
    expect(metadata.labels?.[monitor.jobLabel]).toBe('webhook-gateway');
    expect(spec).toMatchObject({
      clusterIP: 'None',
      ports: [{ name: 'admin', port: 9090, targetPort: 'admin' }],
    });
    expect(monitor.endpoints).toEqual(one(PODMONITOR_FILE, 'PodMonitor').spec.podMetricsEndpoints);
    expect(shared.filter(({ kind }) => kind === 'Service')).toHaveLength(1);
  });

  it('has the alerts and the dashboard of the project, to the letter', () => {
    const rendered = render({ ...SHARED, ...MONITORED });
    expect(oneOf(rendered, 'PrometheusRule').spec).toEqual(parse(read('config/prometheus/alerts.yaml')));
    const { data, metadata } = oneOf(rendered, 'ConfigMap', 'webhook-gateway-dashboard');
    expect(data?.['webhook-gateway.json']).toBe(read('config/grafana/dashboard.json'));
    expect(metadata.labels).toMatchObject({ grafana_dashboard: '1' });
  });

  it('starts new pods when the configuration or a file beside it changes, and for nothing else', () => {
    const checksum = (values: Values) =>
      templateOf(oneOf(render(values), 'Deployment')).metadata?.annotations?.['checksum/config'];
    const before = checksum(SHARED);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(checksum({ ...SHARED, replicas: 5, podDisruptionBudget: { enabled: false } })).toBe(before);
    const config = { ...(SHARED['config'] as Values), log: { level: 'debug' } };
    const others = [checksum({ ...SHARED, config }), checksum({ ...SHARED, files: { 'a.jsonata': '$' } })];
    expect(new Set([before, ...others]).size).toBe(3);
  });

  it('takes a ConfigMap of yours, several Secrets and further variables', () => {
    const { config, ...others } = SHARED;
    expect(config).toBeDefined();
    const rendered = render({
      ...others,
      existingConfigMap: 'mine',
      secrets: [
        { secretName: 'one', keys: ['admin-token'] },
        { secretName: 'two', keys: ['crm', 'billing'] },
      ],
      env: [
        { name: 'LOG_LEVEL', value: 'debug' },
        { name: 'RECEIVER_TOKEN', secretName: 'crm', key: 'token' },
      ],
      image: { repository: 'r', digest: `sha256:${'0'.repeat(64)}` },
    });
    expect(rendered.filter(({ kind }) => kind === 'ConfigMap')).toEqual([]);
    const template = templateOf(oneOf(rendered, 'Deployment'));
    expect(template.metadata?.annotations).not.toHaveProperty('checksum/config');
    expect(template.spec?.volumes).toEqual([
      { name: 'config', configMap: { name: 'mine' } },
      {
        name: 'secrets',
        projected: {
          sources: [
            { secret: { name: 'one', items: [{ key: 'admin-token', path: 'admin-token' }] } },
            {
              secret: {
                name: 'two',
                items: [
                  { key: 'crm', path: 'crm' },
                  { key: 'billing', path: 'billing' },
                ],
              },
            },
          ],
        },
      },
    ]);
    const { env, image } = gatewayIn(template);
    expect(image).toBe(`r@sha256:${'0'.repeat(64)}`);
    expect(env?.slice(1)).toEqual([
      { name: 'LOG_LEVEL', value: 'debug' },
      { name: 'RECEIVER_TOKEN', valueFrom: { secretKeyRef: { name: 'crm', key: 'token' } } },
    ]);
  });

  it('lets the gateway reach DNS, its Redis and the receivers that are named, and nothing else', () => {
    const { spec } = oneOf(render({ ...SHARED, ...EGRESS }), 'NetworkPolicy');
    expect(spec?.['policyTypes']).toEqual(['Ingress', 'Egress']);
    const port = (protocol: string, number: number) => ({ protocol, port: number });
    expect(spec?.['egress']).toEqual([
      {
        ports: [port('UDP', 53), port('TCP', 53)],
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
      },
      {
        ports: [port('TCP', 6379)],
        to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'redis' } } }],
      },
      { ports: [port('TCP', 443)], to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] },
    ]);
    expect(spec?.['ingress']).toEqual([
      { ports: [{ port: 'http' }], from: EGRESS.networkPolicy.public },
      { ports: [{ port: 'admin' }], from: EGRESS.networkPolicy.admin },
    ]);
  });

  it('lets nobody to the admin port where nobody is named', () => {
    const { spec } = oneOf(render({ ...SHARED, networkPolicy: { admin: [] } }), 'NetworkPolicy');
    expect(spec?.['ingress']).toEqual([{ ports: [{ port: 'http' }] }]);
  });

  it('renders what Kubernetes, the Prometheus Operator and KEDA know, whatever is chosen', () => {
    const rendered: readonly Rendered[] = [
      ...render({ ...SHARED, ...MONITORED, ...EGRESS, ...KEDA, ...REDIS_USER }),
      ...render({
        ...SHARED,
        serviceMonitor: { enabled: true },
        autoscaling: { enabled: true },
        imagePullSecrets: [{ name: 'registry' }],
        tolerations: [{ key: 'a', operator: 'Exists' }],
        nodeSelector: { a: 'b' },
        affinity: { nodeAffinity: {} },
        priorityClassName: 'high',
        podLabels: { a: 'b' },
        podAnnotations: { a: 'b' },
        service: { type: 'NodePort', annotations: { a: 'b' } },
      }),
    ];
    expect(new Set(rendered.map(({ kind }) => kind))).toEqual(
      new Set([
        ...['ConfigMap', 'Deployment', 'Service', 'PodDisruptionBudget', 'NetworkPolicy', 'Job'],
        ...['PodMonitor', 'ServiceMonitor', 'PrometheusRule', 'ScaledObject', 'HorizontalPodAutoscaler'],
      ]),
    );
    expect(compiled(rendered)).toBe('');
    const monitor = oneOf(rendered, 'PodMonitor');
    const wrong = [{ ...monitor, spec: { ...monitor.spec, jobLable: 'gateway' } }];
    expect(compiled(wrong)).toContain(`'"jobLable"' does not exist`);
  }, 60_000);

  it('says after an installation what to do next', () => {
    const told = notes(SHARED);
    expect(told).toContain('exec deploy/webhook-gateway -c gateway -- node dist/main.js check --online');
    expect(told).toContain('config.server.trustedProxies');
    expect(told).toContain('podMonitor.enabled');
    const quiet = { ...SHARED, ...MONITORED };
    expect(notes(quiet)).not.toContain('Nothing scrapes it');
  });

  it('has nothing that Helm’s own linter finds wrong', () => {
    for (const chart of ['webhook-gateway', 'webhook-gateway-sidecar'])
      expect(helm(['lint', '--strict', `charts/${chart}`]), chart).toMatchObject({ code: 0 });
  });

  it('is a chart without a secret in it', () => {
    for (const manifest of render({ ...SHARED, ...MONITORED, ...KEDA })) {
      const text = JSON.stringify(manifest);
      const secret = /whsec_[\w+/=]{8}|:\/\/[^/\s"]*@|"kind":"Secret"/i.test(text);
      expect(secret, `${manifest.kind} ${manifest.metadata.name}`).toBe(false);
    }
  });
});

const config = SHARED['config'] as Values;
const [route, ...routes] = config['routes'] as [Values, ...Values[]];
const SECRET = 'hush-hush-0123456789-hush';

describe('values that are refused, with what to do instead', () => {
  it.each<[what: string, values: Values, says: string]>([
    ['a key that there is not', { secret: SECRET }, "additional properties 'secret' not allowed"],
    [
      'a URL of Redis',
      { redis: { url: `redis://u:${SECRET}@h` } },
      "additional properties 'url' not allowed",
    ],
    [
      'a URL with a password in the configuration',
      { config: { ...config, store: { url: `redis://u:${SECRET}@h:6379` } } },
      "at '/config/store/url': value must be '${REDIS_URL} or another variable",
    ],
    [
      "a source's secret as text",
      {
        config: {
          ...config,
          routes: [{ ...route, source: { scheme: 'github', secrets: [SECRET] } }, ...routes],
        },
      },
      "at '/config/routes/0/source/secrets/0': value must be '{ file: /run/secrets/gateway/KEY }",
    ],
    [
      'a token as text',
      { config: { ...config, admin: { token: SECRET } } },
      "at '/config/admin/token': value must be '{ file: /run/secrets/gateway/KEY } or { env: NAME }",
    ],
    [
      'a header with a token as text',
      { config: { ...config, routes: [{ ...route, destination: { headers: { Authorization: SECRET } } }] } },
      "/headers/Authorization': value must be '{ file:",
    ],
    [
      'a variable with a secret as text',
      { env: [{ name: 'RECEIVER_TOKEN', value: SECRET }] },
      "at '/env/0/value': value must be 'secretName and key in its place",
    ],
    ['no image', { image: { repository: '' } }, 'image.repository: say where you pushed'],
    ['no configuration', { config: null }, 'config: give the gateway its configuration'],
    ['two configurations', { existingConfigMap: 'x' }, 'existingConfigMap: it holds gateway.yaml'],
    [
      'two that scale',
      { ...KEDA, autoscaling: { enabled: true } },
      'autoscaling and keda: two that set the number of replicas',
    ],
    [
      'KEDA without Prometheus',
      { keda: { enabled: true } },
      'keda.serverAddress: say where Prometheus answers',
    ],
    [
      'two that scrape',
      { podMonitor: { enabled: true }, serviceMonitor: { enabled: true } },
      'podMonitor and serviceMonitor: every gateway would be scraped twice',
    ],
    [
      'a secret that no Secret is named for',
      { secrets: [{ secretName: 'webhook-gateway', keys: ['admin-token'] }] },
      'secrets: config reads /run/secrets/gateway/crm, and no Secret is named for it',
    ],
    [
      'two Secrets for one file',
      { secrets: [...(SHARED['secrets'] as Values[]), { secretName: 'two', keys: ['crm'] }] },
      'secrets: two Secrets have the key crm',
    ],
    [
      'no Secret with the URL of Redis',
      { redis: { secretName: '' } },
      'redis.secretName: config.store.url reads',
    ],
    [
      'a store in memory for two',
      { config: { ...config, store: { url: 'memory:' } } },
      "config.store.url: memory: is each process's own",
    ],
    [
      'a drain longer than the pod lives',
      { config: { ...config, server: { drainDelay: '1500ms', drainTimeout: '1m' } } },
      'a drain takes up to 62 s (server.drainDelay and server.drainTimeout of config), so give it 67 at least',
    ],
    ['another port', { config: { ...config, server: { port: 80 } } }, 'config.server.port: leave it out'],
    ['another admin port', { config: { ...config, admin: { port: 80 } } }, 'config.admin.port: leave it out'],
    [
      'egress without a receiver',
      { networkPolicy: { egress: { enabled: true } } },
      'networkPolicy.egress.receivers: say which receivers',
    ],
    [
      'a user of Redis that nobody may make',
      { redis: { secretName: 'a', user: { create: true } } },
      'redis.user.adminSecretName: name the Secret',
    ],
  ])('%s', (_what, values, says) => {
    const complaint = refusal({ ...SHARED, ...values });
    expect(complaint).toContain(says);
    expect(complaint).not.toContain(SECRET);
  });

  it('and a drain that fits is taken', () => {
    const fits = { ...config, server: { drainDelay: '10s', drainTimeout: '25s' } };
    expect(refusal({ ...SHARED, config: fits })).toBe('');
  });
});

describe('docs/deploy.md on Helm', () => {
  const values = blockOf('docs/deploy.md', 'Helm', 'yaml');

  it('has values whose configuration is without a fault', () => {
    const rendered = render(parse(values) as Values);
    const text = oneOf(rendered, 'ConfigMap', 'webhook-gateway').data?.['gateway.yaml'];
    const env = environmentOf(gatewayIn(templateOf(oneOf(rendered, 'Deployment'))));
    const loaded = loadDeployed(env, text);
    expect(configured(loaded).routes.map(({ name }) => name)).toEqual(['leads']);
    expect(loaded.warnings).toEqual([]);
  });

  it('installs what is in a checkout, with those values', () => {
    const commands = blocks(read('docs/deploy.md'), 'sh').filter(({ section }) => section === 'Helm');
    expect(commands).toHaveLength(1);
    const [program, verb, ...args] = (commands[0]?.text ?? '').trim().split(' ');
    expect([program, verb]).toEqual(['helm', 'install']);
    const file = args.pop();
    expect(file).toBe('gateway.values.yaml');
    const rendered = render(parse(values) as Values, GATEWAY_CHART, args[0]);
    expect(args.slice(1)).toEqual(['./charts/webhook-gateway', '--values']);
    expect(oneOf(rendered, 'Deployment').metadata.name).toBe('gateway-webhook-gateway');
  });

  it('names values and series that there are', () => {
    const page = read('docs/deploy.md');
    const said = page.slice(page.indexOf('## Helm'), page.indexOf('## Redis'));
    const known = parse(read('charts/webhook-gateway/values.yaml')) as Values;
    const named = Array.from(
      said.matchAll(/`((?:redis|keda|networkPolicy|egress|autoscaling|existingConfigMap)[.\w]*)`/g),
      ([, name = '']) => name.replace(/^egress/, 'networkPolicy.egress'),
    );
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) {
      let at: unknown = known;
      for (const key of name.split('.')) at = (at as Values)[key];
      expect(at, name).toBeDefined();
    }
    const query = JSON.stringify(oneOf(render({ ...SHARED, ...KEDA }), 'ScaledObject').spec);
    for (const word of ['webhook_gateway_queue_messages', 'waiting', 'active']) {
      expect(said).toContain(`\`${word}\``);
      expect(query).toContain(word);
    }
  });
});
