/** The configuration that `init` writes, and what is to be done with it. */
import { signsUrl } from '../schemes/rules/template.js';
import type { Scheme } from '../schemes/spec.js';
import { SCHEMA_FILE } from './editor-schema.js';

export interface InitSide {
  readonly name: string;
  readonly scheme: Scheme;
  /** Where the secret will be. Undefined: nothing is signed, or its keys come from elsewhere. */
  readonly secret: Place | undefined;
}

/** Of something secret; a file stands beside the configuration. */
type Place = { readonly env: string } | { readonly file: string };

export interface InitPlan {
  readonly source: InitSide;
  /** Whose deliveries the route takes, by the names that the source's scheme has for it. */
  readonly owner: Readonly<Record<string, string>>;
  readonly destination: InitSide;
  /** The receiver's. */
  readonly url: string;
  readonly mode: 'direct' | 'queued' | 'spill';
  readonly platform: 'compose' | 'kubernetes' | undefined;
}

const HOST = 'https://hooks.example.com';

export function pathOf({ source }: InitPlan): string {
  return `/webhooks/${source.name}`;
}

export function needsRedis({ mode, platform }: InitPlan): boolean {
  return mode !== 'direct' || platform !== undefined;
}

export function configurationText(plan: InitPlan): string {
  const { source, destination, url, mode } = plan;
  const path = pathOf(plan);
  const store = needsRedis(plan)
    ? 'store: { url: "${REDIS_URL}" }'
    : 'store: { url: "memory:" } # forgets everything on restart; several replicas need a Redis';
  const lines = [
    `# yaml-language-server: $schema=${SCHEMA_FILE}`,
    '# The first configuration, by `webhook-gateway init`. Every key: docs/configuration.md',
    store,
    '',
    'routes:',
    `  - name: ${source.name} # part of every message id: keep it`,
    `    path: ${path}`,
    '    source:',
    ...sideLines(source),
    ...keyLines(plan),
    ...(signsUrl(source.scheme)
      ? [`      publicUrl: ${HOST}${path} # as the provider knows it: it signs this URL`]
      : []),
    '    destination:',
    `      url: ${quoted(url)}`,
    ...sideLines(destination),
    `    delivery: { mode: ${mode} }`,
  ];
  return `${lines.join('\n')}\n`;
}

function sideLines({ name, scheme, secret }: InitSide): readonly string[] {
  if (scheme.keys) return [`      scheme: ${name}`];
  if (!secret) return [`      scheme: ${name}`, '      reason: "say here why nothing is signed"'];
  return [`      scheme: ${name}`, `      secrets: [${reference(secret)}]`];
}

/** What a source needs whose keys come from elsewhere. */
function keyLines(plan: InitPlan): readonly string[] {
  const owner = Object.entries(plan.owner).map(([name, value]) => `${name}: ${quoted(value)}`);
  const access = accessOf(plan);
  return [
    ...(owner.length > 0 ? [`      owner: { ${owner.join(', ')} }`] : []),
    ...(needsRoots(plan) ? [`      keyRoots: ${ROOTS}`] : []),
    ...(access
      ? [`      keyAccess: { id: ${reference(access.id)}, secret: ${reference(access.secret)} }`]
      : []),
  ];
}

/** What the names of a scheme's variables begin with. */
export function variableOf(scheme: string): string {
  return scheme.toUpperCase().replace(/\W/g, '_');
}

const ROOTS = 'secrets/roots.pem';

function needsRoots({ source: { scheme } }: InitPlan): boolean {
  return scheme.keys?.x5c !== undefined && scheme.keys.x5c.roots === undefined;
}

function accessOf({
  source,
  platform,
}: InitPlan): { readonly id: Place; readonly secret: Place } | undefined {
  if (!source.scheme.keys?.access) return undefined;
  const prefix = variableOf(source.name);
  return platform === undefined
    ? { id: { env: `${prefix}_ID` }, secret: { env: `${prefix}_SECRET` } }
    : { id: { file: 'secrets/access-id' }, secret: { file: 'secrets/access-secret' } };
}

function reference(secret: Place): string {
  return 'env' in secret ? `{ env: ${secret.env} }` : `{ file: ${secret.file} }`;
}

/** `$` begins a variable in a configuration. */
function quoted(text: string): string {
  return JSON.stringify(text.replaceAll('$', '$$$$'));
}

const START: Readonly<Record<NonNullable<InitPlan['platform']>, string>> = {
  compose: 'docker compose up --detach',
  kubernetes: 'kubectl apply --filename kubernetes.yaml',
};

/** @param out the configuration's file */
export function nextSteps(plan: InitPlan, out: string): string {
  const { source, destination, platform } = plan;
  const steps = [
    ...secretSteps(source, 'provider', 'as the provider shows it, or a fresh one where it lets you choose'),
    ...keySteps(plan),
    ...secretSteps(destination, 'receiver', 'a fresh one, which the receiver gets too'),
    ...(signsUrl(source.scheme)
      ? [`Write the URL that the provider posts to into publicUrl of ${out}.`]
      : []),
    ...(platform === undefined && needsRedis(plan) ? ['Set REDIS_URL to a Redis that writes to disk.'] : []),
    ...(platform === 'kubernetes' ? [secretOfKubernetes(plan, out)] : []),
    `${storeForCheck(plan)}webhook-gateway check --config ${out}`,
    platform === undefined ? `webhook-gateway serve --config ${out}` : START[platform],
    `Give the provider the address: ${HOST}${pathOf(plan)}, with your host in it.`,
  ];
  return `\nNext:\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('')}`;
}

/** Where a manifest gives the gateway its Redis, the shell that checks has none. */
function storeForCheck({ platform }: InitPlan): string {
  return platform === undefined ? '' : 'REDIS_URL=redis://redis:6379 ';
}

function secretSteps({ name, secret }: InitSide, whose: string, what: string): readonly string[] {
  if (!secret) return [];
  const place = put(secret, `the secret of the ${whose}`);
  return [`${place}: ${what} (\`webhook-gateway keygen --scheme ${name}\`).`];
}

function keySteps(plan: InitPlan): readonly string[] {
  const access = accessOf(plan);
  return [
    ...(needsRoots(plan) ? [`${put({ file: ROOTS }, "the provider's root certificate (PEM)")}.`] : []),
    ...(access
      ? [
          `${put(access.id, 'the id that the provider gave you for its API')}.`,
          `${put(access.secret, 'the secret that belongs to it')}.`,
        ]
      : []),
  ];
}

function put(place: Place, what: string): string {
  return 'env' in place
    ? `Set ${place.env} to ${what}`
    : `Write ${what} into the file ${place.file}, beside the configuration`;
}

/** Files of the secret that the manifest mounts. */
export function secretFiles(plan: InitPlan): readonly string[] {
  const { source, destination } = plan;
  const access = accessOf(plan);
  const places = [source.secret, access?.id, access?.secret, destination.secret];
  return [
    ...places.flatMap((place) => (place && 'file' in place ? [place.file] : [])),
    ...(needsRoots(plan) ? [ROOTS] : []),
  ];
}

function secretOfKubernetes(plan: InitPlan, out: string): string {
  const files = secretFiles(plan).map((file) => `--from-file ${file}`);
  return [
    `kubectl create configmap webhook-gateway --from-file gateway.yaml=${out}`,
    `kubectl create secret generic webhook-gateway --from-literal redis-url=redis://… ${files.join(' ')}`,
  ].join('\n     ');
}
