/** The sidecar three times: as a manifest, by the library chart and by the Kustomize component, with one result. */
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { COMPONENT_PATCH } from '../../docs/chart-files.js';
import { blockOf, read } from '../../docs/markdown.js';
import { compiled } from '../compiled.js';
import { SIDECAR_FILE, environmentOf, loadDeployed, one } from '../files.js';
import {
  gatewayIn,
  kustomize,
  oneOf,
  plain,
  receiverChart,
  refusal,
  render,
  templateOf,
  type Rendered,
  type Values,
} from './render.js';

const KUSTOMIZED = 'test/deploy/charts/kustomized/';
const { folder: chart, remove } = receiverChart();

afterAll(remove);

const expected = one(SIDECAR_FILE, 'Deployment');
const byHelm = render({}, chart, 'leads');

/** The kustomization of the page, which also has a Deployment that asks for no gateway. */
function byKustomize(): readonly Rendered[] {
  const page = parse(blockOf('docs/deploy.md', 'Kustomize', 'yaml')) as { resources: string[] };
  expect(page.resources).toEqual(['deployment.yaml']);
  return kustomize({
    'kustomization.yaml': stringify({ ...page, resources: ['deployment.yaml', 'other.yaml'] }),
    'deployment.yaml': read(`${KUSTOMIZED}deployment.yaml`),
    'other.yaml': read(`${KUSTOMIZED}other.yaml`),
  });
}

describe('a receiver with the gateway in front of it', () => {
  it('by the library chart is that of sidecar.yaml, with its Service', () => {
    expect(plain(oneOf(byHelm, 'Deployment').spec)).toEqual(plain(expected.spec));
    expect(plain(oneOf(byHelm, 'Service').spec)).toEqual(plain(one(SIDECAR_FILE, 'Service').spec));
    expect(byHelm).toHaveLength(2);
  });

  it('by the Kustomize component is that of sidecar.yaml, and what asks for none stays as it is', () => {
    const all = byKustomize();
    expect(plain(oneOf(all, 'Deployment', 'leads').spec)).toEqual(plain(expected.spec));
    expect(oneOf(all, 'Deployment', 'other')).toEqual(parse(read(`${KUSTOMIZED}other.yaml`)));
  });

  it('by the component has what is the same for all, and takes the rest from you', () => {
    const { metadata, spec } = templateOf(parse(read(COMPONENT_PATCH)) as Rendered);
    expect(metadata?.labels).toEqual({ gateway: 'webhook-gateway' });
    expect(spec?.containers).toBeUndefined();
    const variables = spec?.initContainers?.[0]?.env?.map(({ name }) => name) ?? [];
    expect(variables).toContain('GATEWAY_SOURCE_SECRET_FILE');
    expect(variables).not.toContain('GATEWAY_NAME');
  });
});

const BY_FILE = {
  name: '',
  source: { scheme: '' },
  destination: { url: '', scheme: '' },
  secretKeys: ['github', 'crm', 'admin-token'],
  config: {
    admin: { token: { file: '/run/secrets/gateway/admin-token' } },
    store: { url: '${REDIS_URL}', prefix: 'leads' },
    routes: [
      {
        name: 'leads',
        path: '/webhooks/github',
        source: { scheme: 'github', secrets: [{ file: '/run/secrets/gateway/github' }] },
        destination: {
          url: 'http://127.0.0.1:3000/webhooks',
          scheme: 'standard',
          secrets: [{ file: '/run/secrets/gateway/crm' }],
        },
        delivery: { mode: 'spill' },
      },
    ],
  },
};

describe('charts/webhook-gateway-sidecar', () => {
  it('takes a file in place of the variables, and starts new pods when it changes', () => {
    const rendered = render({ gateway: BY_FILE }, chart, 'leads');
    const template = templateOf(oneOf(rendered, 'Deployment'));
    const { data, metadata } = oneOf(rendered, 'ConfigMap');
    expect(template.spec?.volumes?.[0]).toEqual({
      name: 'gateway-config',
      configMap: { name: metadata.name },
    });
    const gateway = gatewayIn(template);
    expect(gateway.volumeMounts?.[0]?.mountPath).toBe('/etc/webhook-gateway');
    expect(gateway.env?.map(({ name }) => name)).toEqual(['REDIS_URL']);
    const loaded = loadDeployed(environmentOf(gateway), data?.['gateway.yaml']);
    expect(loaded).toMatchObject({ ok: true, warnings: [] });
    const checksum = (values: Values) =>
      templateOf(oneOf(render(values, chart, 'leads'), 'Deployment')).metadata?.annotations?.[
        'checksum/config'
      ];
    const changed = { ...BY_FILE, config: { ...BY_FILE.config, log: { level: 'debug' } } };
    expect(template.metadata?.annotations?.['checksum/config']).toMatch(/^[0-9a-f]{64}$/);
    expect(checksum({ gateway: changed })).not.toBe(checksum({ gateway: BY_FILE }));
  });

  it('takes a ConfigMap of yours, and leaves Redis out where nothing is queued', () => {
    const { config, ...others } = BY_FILE;
    expect(config).toBeDefined();
    const mine = render({ gateway: { ...others, existingConfigMap: 'mine' } }, chart, 'leads');
    expect(templateOf(oneOf(mine, 'Deployment')).spec?.volumes?.[0]?.configMap?.name).toBe('mine');
    expect(mine.filter(({ kind }) => kind === 'ConfigMap')).toEqual([]);
    const direct = render({ gateway: { redisKey: '', mode: 'direct', path: '' } }, chart, 'leads');
    const names = gatewayIn(templateOf(oneOf(direct, 'Deployment'))).env?.map(({ name }) => name);
    expect(names).not.toContain('REDIS_URL');
    expect(names).not.toContain('GATEWAY_STORE_PREFIX');
    expect(names).not.toContain('GATEWAY_PATH');
  });

  it('renders what Kubernetes knows', () => {
    expect(compiled([...byHelm, ...render({ gateway: BY_FILE }, chart, 'leads'), ...byKustomize()])).toBe('');
  }, 60_000);

  it.each<[what: string, values: Values, says: string]>([
    ['no image', { image: { repository: '' } }, 'gateway.image.repository: say where you pushed'],
    ['no Secret', { secretName: '' }, 'gateway.secretName: name the Secret'],
    ['no name', { name: '' }, 'gateway.name: name the route'],
    ['no source', { source: { scheme: '' } }, 'gateway.source.scheme: say whose deliveries come'],
    ['no receiver', { destination: { url: '' } }, 'gateway.destination.url: say where the receiver listens'],
    ['spill without Redis', { redisKey: '' }, 'gateway.redisKey: mode spill needs a Redis'],
    ['a file and variables', { config: BY_FILE.config }, 'gateway.config: it has the routes'],
    [
      'a secret as text',
      { ...BY_FILE, config: { admin: { token: 'hush-hush-0123456789' } } },
      "at '/config/admin/token': value must be '{ file: /run/secrets/gateway/KEY }",
    ],
    [
      'a key that there is not',
      { sourceSecret: 'hush-hush' },
      "additional properties 'sourceSecret' not allowed",
    ],
    ['a grace that is too short', { terminationGracePeriodSeconds: 30 }, 'minimum: got 30, want 37'],
  ])('refuses %s, and says what to do', (_what, values, says) => {
    const complaint = refusal({ gateway: values }, chart);
    expect(complaint).toContain(says);
    expect(complaint).not.toContain('hush');
  });
});
