/** config/deploy/compose.yaml against the image, the configuration's rules and the keys that Compose knows. */
import { describe, expect, it } from 'vitest';
import { parseDuration, parseSize } from '../../src/model/units.js';
import { read } from '../docs/markdown.js';
import { COMPOSE_FILE, VARIABLES, compose, configured, loadDeployed } from './files.js';
import { EXPOSED, HEALTHCHECK, NAME, VERSION } from './image.js';

const { gateway, redis } = compose.services;
const environment = { ...gateway.environment };
const config = configured(loadDeployed(environment));
/** Seconds between the end of a drain and the kill. */
const MARGIN = 5;

/** What of the Compose Specification is used; a key beyond these is a typing error or new, and then it belongs here. */
const SERVICE_KEYS = [
  ...['build', 'image', 'command', 'user', 'environment', 'secrets', 'volumes', 'ports', 'networks'],
  ...['depends_on', 'healthcheck', 'stop_grace_period', 'restart', 'mem_limit'],
  ...['read_only', 'cap_drop', 'security_opt'],
];
const HEALTHCHECK_KEYS = ['test', 'interval', 'timeout', 'start_period', 'retries'];

describe(COMPOSE_FILE, () => {
  it('has keys that Compose knows, and no other', () => {
    expect(Object.keys(compose).sort()).toEqual(['name', 'networks', 'secrets', 'services', 'volumes']);
    expect(Object.keys(compose.services)).toEqual(['gateway', 'redis']);
    for (const service of [gateway, redis]) {
      for (const key of Object.keys(service)) expect(SERVICE_KEYS).toContain(key);
      expect(Object.keys(service.healthcheck).sort()).toEqual([...HEALTHCHECK_KEYS].sort());
    }
  });

  it('configures a gateway without a fault; that the way to the receiver is plain is all that is warned about', () => {
    const { ok, warnings } = loadDeployed(environment);
    expect(ok).toBe(true);
    expect(warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      expect.stringMatching(/^GATEWAY_DESTINATION_URL: plain http/),
    ]);
    expect(config.routes[0]?.mode).toBe('queued');
  });

  it('sets variables that there are', () => {
    for (const name of Object.keys(environment)) expect(VARIABLES).toContain(name);
  });

  it("builds this version's image", () => {
    expect(gateway).toMatchObject({ build: '../..', image: `${NAME}:${VERSION}` });
    expect(gateway.command).toBeUndefined();
  });

  it('publishes the ports that the gateway serves, to its own host alone', () => {
    const ports = [config.server.port, config.admin.port];
    expect(ports).toEqual(EXPOSED);
    expect(gateway.ports).toEqual(ports.map((port) => `127.0.0.1:${port}:${port}`));
    expect(redis.ports).toBeUndefined();
  });

  it("checks the gateway's health as its image does", () => {
    const { test, retries, ...times } = gateway.healthcheck;
    expect(test).toEqual(['CMD', ...HEALTHCHECK.command]);
    expect({ ...times, retries: String(retries) }).toEqual(HEALTHCHECK.options);
  });

  it('may take longer to stop than the gateway drains', () => {
    const drain = config.server.drainDelay + config.server.drainTimeout;
    expect(parseDuration(gateway.stop_grace_period)).toBeGreaterThanOrEqual(drain + MARGIN * 1000);
    expect(read(COMPOSE_FILE)).toContain(`${drain / 1000}s together`);
  });

  it('stops the gateway before its Redis', () => {
    expect(gateway['depends_on']).toEqual({ redis: { condition: 'service_healthy' } });
  });

  it('gives secrets as files, each of which is there, and none of which is packed or committed', () => {
    const given = Object.entries(environment).filter(([name]) => /SECRET|TOKEN/.test(name));
    expect(given.map(([name]) => name.slice(-5))).toEqual(given.map(() => '_FILE'));
    const files = given.map(([, path]) => path.replace('/run/secrets/', ''));
    expect([...(gateway.secrets ?? [])].sort()).toEqual(files.sort());
    expect(Object.entries(compose.secrets).sort()).toEqual(
      files.map((name) => [name, { file: `./secrets/${name}` }]),
    );
    expect(read('.gitignore').split('\n')).toContain('config/deploy/secrets');
    expect(read('package.json')).toContain('"!config/deploy/secrets"');
  });

  it('keeps Redis on a network without a way out, and its data on a volume', () => {
    expect(redis.networks).toEqual(['store']);
    expect(compose.networks['store']).toEqual({ internal: true });
    expect(gateway.networks).toContain('store');
    expect(redis['volumes']).toEqual(['redis:/data']);
    expect(compose.volumes).toHaveProperty('redis');
  });

  it.each([
    ['gateway', gateway],
    ['redis', redis],
  ])('%s has no more rights than it needs, and comes up again', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: 'unless-stopped',
    });
  });

  it('leaves the gateway room for all bodies at once', () => {
    expect(config.server.maxBufferedBytes).toBeLessThanOrEqual((parseSize(`${gateway.mem_limit}b`) ?? 0) / 4);
  });
});
