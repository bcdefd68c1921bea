/** What the charts and the Kustomize component have of other files: `npm run docs:write` writes them, a test compares. */
import type { Container, PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import type { Deployment } from 'kubernetes-types/apps/v1.js';
import { parseAllDocuments, stringify } from 'yaml';
import { read } from './markdown.js';

export interface ChartFile {
  readonly path: string;
  readonly text: string;
}

const MADE = 'Made by `npm run docs:write`';
const SHARED = 'config/deploy/kubernetes/shared.yaml';
const SIDECAR = 'config/deploy/kubernetes/sidecar.yaml';
const USERS = 'config/deploy/kubernetes/redis-users.sh';
export const COMPONENT_PATCH = 'config/deploy/kustomize/sidecar/deployment.yaml';
export const CHARTS = ['webhook-gateway', 'webhook-gateway-sidecar'] as const;

/** What is the same in every gateway's container, however it is deployed. */
const FIXED = ['ports', 'startupProbe', 'readinessProbe', 'livenessProbe', 'securityContext'] as const;

export function chartFiles(): readonly ChartFile[] {
  return [
    ...CHARTS.map((chart) => ({ path: `charts/${chart}/templates/_fixed.tpl`, text: fixed() })),
    { path: 'charts/webhook-gateway/files/alerts.yaml', text: read('config/prometheus/alerts.yaml') },
    { path: 'charts/webhook-gateway/files/dashboard.json', text: read('config/grafana/dashboard.json') },
    { path: 'charts/webhook-gateway/files/redis-rules.txt', text: `${redisRules()}\n` },
    { path: COMPONENT_PATCH, text: componentPatch() },
  ];
}

function deploymentOf(file: string): Deployment {
  const found = parseAllDocuments(read(file)).map((document) => document.toJS() as { kind: string });
  const deployment = found.find(({ kind }) => kind === 'Deployment');
  if (!deployment) throw new Error(`${file} has no Deployment`);
  return deployment as Deployment;
}

function gatewayOf({ spec }: PodTemplateSpec): Container {
  const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const gateway = all.find(({ name }) => name === 'gateway');
  if (!gateway) throw new Error('no container is named gateway');
  return gateway;
}

function written(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

function fixed(): string {
  const gateway = gatewayOf(deploymentOf(SHARED).spec?.template ?? {});
  const parts = Object.fromEntries(FIXED.map((key) => [key, gateway[key]]));
  const { version } = JSON.parse(read('package.json')) as { version: string };
  return `{{- /* ${MADE} from ${SHARED} and package.json. */ -}}
{{- define "webhook-gateway.fixed" -}}
${written(parts).trimEnd()}
{{- end -}}

{{- define "webhook-gateway.version" -}}
${version}
{{- end -}}
`;
}

/** What redis-users.sh grants each user beside its keys. */
function redisRules(): string {
  const lines = Array.from(read(USERS).matchAll(/^commands=(['"])(.*)\1$/gm), ([, , text = '']) => text);
  return lines.map((text) => text.replace('$commands ', '')).join(' ');
}

/** The sidecar of sidecar.yaml without what its receiver decides: names, variables of the route, images. */
function componentPatch(): string {
  const { template } = deploymentOf(SIDECAR).spec ?? {};
  const { initContainers, containers, volumes = [], ...pod } = template?.spec ?? { containers: [] };
  const gateway = gatewayOf({ spec: { containers, initContainers: initContainers ?? [] } });
  const env = (gateway.env ?? []).filter(
    ({ name, valueFrom }) => valueFrom !== undefined || name.endsWith('_FILE'),
  );
  const patch = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'any' },
    spec: {
      template: {
        metadata: {
          labels: { gateway: template?.metadata?.labels?.['gateway'] },
          annotations: template?.metadata?.annotations,
        },
        spec: { ...pod, initContainers: [{ ...gateway, env }], volumes },
      },
    },
  };
  const text = written(patch).replaceAll('leads-gateway', 'gateway');
  return `# ${MADE} from ${SIDECAR}, which has the reasons.\n${text}`;
}
