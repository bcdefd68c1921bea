/**
 * What the demo plays on: the real gateway on its in-memory store, receivers, and a folder for this run with the
 * configuration and its secrets, as an operator would have them.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadGatewayConfig } from '../../config/load.js';
import { Configuration } from '../../gateway/configuration/in-force.js';
import type { Load } from '../../gateway/configuration/exchange-secrets.js';
import { startGateway, type Gateway } from '../../gateway/start.js';
import { readVersion } from '../../model/version.js';
import { createLog } from '../../observe/log.js';
import { createMetrics } from '../../observe/metrics.js';
import { tokenOfRun } from '../console-address.js';
import { startDemoReceivers, type DemoReceivers, type ReceiverSecrets } from './demo-receivers.js';

/** Made for this run. */
export interface StageSecrets extends ReceiverSecrets {
  /** The providers'. */
  readonly actuallycare: string;
  readonly standard: string;
  /** The one that the gateway has at first. */
  readonly shopify: string;
  /** An operator's, for the API and the console. */
  readonly adminToken: string;
}

export interface Stage {
  /** Where providers post to. */
  readonly url: string;
  readonly adminUrl: string;
  readonly receivers: DemoReceivers;
  readonly secrets: StageSecrets;
  /** The configuration. */
  readonly configFile: string;
  /** Holds Shopify's secret; the gateway takes over what is written into it. */
  readonly shopifyFile: string;
  /** Resolves when everything is closed, and the folder removed. */
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const secrets = makeSecrets();
  const folder = mkdtempSync(join(tmpdir(), 'webhook-gateway-demo-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  // Also where nobody reads what it prints any more, which ends the process.
  process.once('exit', remove);
  const closing: (() => Promise<void> | void)[] = [remove, () => void process.off('exit', remove)];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const receivers = await startDemoReceivers(secrets);
    closing.push(() => receivers.close());
    const files = writeFolder(folder, secrets, receivers.url);
    const gateway = await startStageGateway(files.configFile, closing);
    return {
      url: `http://127.0.0.1:${gateway.publicPort}`,
      adminUrl: `http://127.0.0.1:${gateway.adminPort}`,
      ...{ receivers, secrets, ...files, close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function makeSecrets(): StageSecrets {
  return {
    actuallycare: randomBytes(32).toString('hex'),
    standard: standardSecret(),
    shopify: randomBytes(32).toString('hex'),
    standardReceiver: standardSecret(),
    actuallycareReceiver: randomBytes(32).toString('hex'),
    adminToken: tokenOfRun(),
  };
}

function standardSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function writeFolder(
  folder: string,
  secrets: StageSecrets,
  receiver: string,
): Pick<Stage, 'configFile' | 'shopifyFile'> {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  write('actuallycare-secret', secrets.actuallycare);
  write('standard-secret', secrets.standard);
  write('standard-receiver-secret', secrets.standardReceiver);
  write('actuallycare-receiver-secret', secrets.actuallycareReceiver);
  write('admin-token', secrets.adminToken);
  const shopifyFile = write('shopify-secret', secrets.shopify);
  return { shopifyFile, configFile: write('gateway.yaml', configuration(receiver)) };
}

function configuration(receiver: string): string {
  return `# The demo's own; as if a proxy stood before the gateway, so that clients have addresses.
server: { host: 127.0.0.1, port: 0, drainDelay: 0ms, drainTimeout: 2s, trustedProxies: [127.0.0.1] }
admin: { host: 127.0.0.1, port: 0, token: { file: admin-token } }
store: { url: "memory:" }
log: { level: silent }     # the demo prints for itself

routes:
  - name: leads
    path: /webhooks/actuallycare
    source: { scheme: actuallycare, secrets: [{ file: actuallycare-secret }] }
    destination:
      url: ${receiver}/svix
      scheme: svix
      secrets: [{ file: standard-receiver-secret }]
    events: ["lead.*"]

  - name: calls
    path: /webhooks/standard
    source: { scheme: svix, secrets: [{ file: standard-secret }] }
    destination:
      url: ${receiver}/actuallycare
      scheme: actuallycare
      secrets: [{ file: actuallycare-receiver-secret }]

  - name: orders
    path: /webhooks/shopify
    source: { scheme: shopify, secrets: [{ file: shopify-secret }] }
    destinations:
      - name: crm
        url: ${receiver}/crm
        scheme: standard
        secrets: [{ file: standard-receiver-secret }]
      - name: accounting
        url: ${receiver}/accounting
        scheme: svix
        secrets: [{ file: standard-receiver-secret }]
        events: ["orders/*"]
`;
}

/** @param closing gets what ends it */
async function startStageGateway(
  configFile: string,
  closing: (() => Promise<void> | void)[],
): Promise<Gateway> {
  const load: Load = (more = {}) =>
    loadGatewayConfig({ file: configFile, env: {}, now: Date.now(), ...more });
  const loaded = load();
  if (!loaded.ok) throw new Error(loaded.faults.map(({ path, message }) => `${path}: ${message}`).join('; '));
  const version = readVersion();
  const log = createLog({ level: 'silent' });
  const metrics = createMetrics({ version });
  const configuration = new Configuration(loaded, { load, log, metrics });
  const gateway = await startGateway(loaded.config, { version, log, metrics, configuration });
  closing.push(() => gateway.drain());
  configuration.started((config) => gateway.reload(config));
  closing.push(() => {
    configuration.stop();
  });
  return gateway;
}
