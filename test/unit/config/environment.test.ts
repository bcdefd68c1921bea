import { describe, expect, it } from 'vitest';
import { loadGatewayConfig } from '../../../src/config/load.js';
import { ENV, SECRET, WHSEC, faultLines, good, load, usual, warningLines, withoutFile } from './helpers.js';

const FIVE = {
  GATEWAY_SOURCE_SCHEME: 'actuallycare',
  GATEWAY_SOURCE_SECRET: SECRET,
  GATEWAY_DESTINATION_URL: 'http://127.0.0.1:3000/webhooks',
  GATEWAY_DESTINATION_SCHEME: 'standard',
  GATEWAY_DESTINATION_SECRET: WHSEC,
};

const OTHER_WHSEC = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

describe('one route from variables', () => {
  it('five variables are enough: any path, in memory, with a warning', () => {
    const loaded = withoutFile(FIVE);
    expect(good(loaded)).toMatchObject({
      server: { port: 8080 },
      admin: { host: '0.0.0.0', port: 9090 },
      store: { url: 'memory:', prefix: 'whgw' },
      routes: [
        {
          name: 'default',
          path: undefined,
          source: {
            schemeName: 'actuallycare',
            secrets: [{ value: SECRET, from: 'env GATEWAY_SOURCE_SECRET' }],
          },
          destinations: [{ schemeName: 'standard', secrets: [{ value: WHSEC }] }],
        },
      ],
    });
    expect(warningLines(loaded)).toEqual([expect.stringMatching(/^REDIS_URL: memory: is for one process/)]);
  });

  it('every further variable has its place', () => {
    const config = good(
      withoutFile({
        ...FIVE,
        GATEWAY_NAME: 'leads',
        GATEWAY_PATH: '/hooks',
        GATEWAY_MODE: 'direct',
        REDIS_URL: 'redis://redis:6379',
        GATEWAY_STORE_PREFIX: 'mine',
        PORT: '8081',
        ADMIN_PORT: '9091',
        ADMIN_HOST: '127.0.0.1',
        LOG_LEVEL: 'DEBUG',
        GATEWAY_ADMIN_TOKEN: SECRET,
      }),
    );
    expect(config).toMatchObject({
      server: { port: 8081 },
      admin: { host: '127.0.0.1', port: 9091, token: { value: SECRET, from: 'env GATEWAY_ADMIN_TOKEN' } },
      store: { url: 'redis://redis:6379', prefix: 'mine' },
      log: { level: 'debug' },
      routes: [{ name: 'leads', path: '/hooks' }],
    });
  });

  it('faults name variables, not key paths', () => {
    const loaded = withoutFile({
      GATEWAY_SOURCE_SCHEME: 'actualycare',
      GATEWAY_DESTINATION_URL: 'nowhere',
      GATEWAY_DESTINATION_SECRET: 'short',
      GATEWAY_DESTINATION_SCHEME: 'standard',
      GATEWAY_MODE: 'queue',
      GATEWAY_NAME: '_x',
      GATEWAY_PATH: 'no-slash',
      REDIS_URL: 'http://redis',
      GATEWAY_STORE_PREFIX: ' {}',
      PORT: '80a',
      LOG_LEVEL: 'loud',
    });
    expect(
      faultLines(loaded)
        .map((line) => line.split(':')[0])
        .sort(),
    ).toEqual([
      'GATEWAY_DESTINATION_SECRET',
      'GATEWAY_DESTINATION_URL',
      'GATEWAY_MODE',
      'GATEWAY_NAME',
      'GATEWAY_PATH',
      'GATEWAY_SOURCE_SCHEME',
      'GATEWAY_SOURCE_SECRET',
      'GATEWAY_STORE_PREFIX',
      'LOG_LEVEL',
      'PORT',
      'REDIS_URL',
    ]);
  });

  it.each(['queued', 'spill'])('GATEWAY_MODE may be %s, with a Redis', (mode) => {
    const env = { ...FIVE, GATEWAY_MODE: mode };
    const withRedis = good(withoutFile({ ...env, REDIS_URL: 'redis://r', GATEWAY_NAME: 'leads' }));
    expect(withRedis.routes[0]).toMatchObject({
      mode,
      destinations: [{ delivery: { mode, scheduleName: 'standard', concurrency: 16 } }],
      deliveries: { log: 'store' },
    });
    expect(faultLines(withoutFile(env))).toEqual([
      expect.stringMatching(new RegExp(`^GATEWAY_MODE: ${mode} needs a Redis in store\\.url \\(REDIS_URL`)),
    ]);
  });

  it('with a Redis the route needs a name of its own', () => {
    expect(faultLines(withoutFile({ ...FIVE, REDIS_URL: 'redis://r' }))).toEqual([
      expect.stringMatching(/^GATEWAY_NAME: is required together with REDIS_URL/),
    ]);
  });

  it('a secret may come from a file; twice is a fault', () => {
    const others = { ...FIVE, GATEWAY_SOURCE_SECRET: undefined };
    const read = (env: Record<string, string | undefined>) =>
      loadGatewayConfig({
        file: undefined,
        env,
        exists: () => false,
        readFile: () => Buffer.from(`${SECRET}\n`),
      });
    const config = good(
      read({ ...others, GATEWAY_SOURCE_SECRET_FILE: '/run/secrets/s', GATEWAY_ADMIN_TOKEN_FILE: '/t' }),
    );
    expect(config.routes[0]?.source.secrets).toEqual([
      { name: 'secret-1', value: SECRET, from: 'file /run/secrets/s' },
    ]);
    expect(config.admin.token?.value).toBe(SECRET);
    expect(faultLines(read({ ...FIVE, GATEWAY_SOURCE_SECRET_FILE: '/run/secrets/s' }))).toEqual([
      expect.stringContaining('GATEWAY_SOURCE_SECRET and GATEWAY_SOURCE_SECRET_FILE are both set'),
    ]);
    expect(faultLines(withoutFile({ ...others, GATEWAY_SOURCE_SECRET_FILE: '/none' }))).toEqual([
      expect.stringMatching(/^GATEWAY_SOURCE_SECRET_FILE: the file cannot be read \(ENOENT\)/),
    ]);
  });

  it('an old secret stands behind the current one, on both sides, also in a file', () => {
    const old = {
      GATEWAY_SOURCE_SECRET_OLD: `${SECRET}-old`,
      GATEWAY_DESTINATION_SECRET_OLD_FILE: '/run/old',
    };
    const loaded = loadGatewayConfig({
      file: undefined,
      env: { ...FIVE, ...old },
      exists: () => false,
      readFile: () => Buffer.from(OTHER_WHSEC),
    });
    const { source, destinations } = good(loaded).routes[0] ?? {};
    expect(source?.secrets.map(({ name, value }) => [name, value])).toEqual([
      ['secret-1', SECRET],
      ['secret-2', `${SECRET}-old`],
    ]);
    expect(destinations?.[0].secrets.map(({ from }) => from)).toEqual([
      'env GATEWAY_DESTINATION_SECRET',
      'file /run/old',
    ]);
  });

  it('an old secret alone, or one that cannot be used, is a fault that names its variable', () => {
    const old = `${SECRET}-old`;
    const alone = { ...FIVE, GATEWAY_SOURCE_SECRET: undefined, GATEWAY_SOURCE_SECRET_OLD: old };
    expect(faultLines(withoutFile(alone)).map((line) => line.split(':')[0])).toEqual([
      'GATEWAY_SOURCE_SECRET_OLD',
      'GATEWAY_SOURCE_SECRET',
    ]);
    expect(faultLines(withoutFile({ ...FIVE, GATEWAY_SOURCE_SECRET_OLD: 'short' }))).toEqual([
      'GATEWAY_SOURCE_SECRET_OLD: the secret is shorter than 10 characters',
    ]);
    expect(warningLines(withoutFile({ ...FIVE, GATEWAY_SOURCE_SECRET_OLD: SECRET }))).toContain(
      'GATEWAY_SOURCE_SECRET_OLD: this secret is the same as another one of this list',
    );
  });

  it('a misspelt variable is a fault that names the one probably meant', () => {
    expect(faultLines(withoutFile({ ...FIVE, GATEWAY_SOURCE_SCHEMA: 'x' }))).toEqual([
      'GATEWAY_SOURCE_SCHEMA: unknown variable; did you mean "GATEWAY_SOURCE_SCHEME"?',
    ]);
  });

  it('an unsigned side gives its reason in a variable as well', () => {
    const others = { ...FIVE, GATEWAY_SOURCE_SECRET: undefined };
    expect(faultLines(withoutFile({ ...others, GATEWAY_SOURCE_SCHEME: 'none' }))[0]).toMatch(
      /^GATEWAY_SOURCE_REASON: /,
    );
    good(withoutFile({ ...others, GATEWAY_SOURCE_SCHEME: 'none', GATEWAY_SOURCE_REASON: 'mTLS in front' }));
  });

  it('dollars in variables are not references', () => {
    const secret = 'a$$b$c-0123456789-0123456789';
    expect(
      good(withoutFile({ ...FIVE, GATEWAY_SOURCE_SECRET: secret })).routes[0]?.source.secrets[0]?.value,
    ).toBe(secret);
  });

  it('when nothing is configured, one fault says how to begin', () => {
    expect(faultLines(withoutFile({ PATH: '/bin' }))).toEqual([
      expect.stringMatching(
        /^configuration: nothing is configured: give --config FILE .*GATEWAY_SOURCE_SCHEME/,
      ),
    ]);
  });

  it('what Kubernetes injects for Services of such names is ignored with a hint', () => {
    const loaded = withoutFile({
      ...FIVE,
      PORT: 'tcp://10.0.0.1:80',
      ADMIN_PORT: 'tcp://10.0.0.2:80',
      GATEWAY_SOURCE_SERVICE_HOST: '10.0.0.3',
      GATEWAY_SOURCE_PORT_80_TCP_ADDR: '10.0.0.3',
      GATEWAY_SOURCE_PORT: 'tcp://10.0.0.3:80',
    });
    expect(good(loaded)).toMatchObject({ server: { port: 8080 }, admin: { port: 9090 } });
    expect(warningLines(loaded).map((line) => line.split(':')[0])).toEqual([
      'PORT',
      'ADMIN_PORT',
      'REDIS_URL',
    ]);
  });
});

describe('a file and variables', () => {
  const env = { SOURCE: SECRET, DESTINATION: WHSEC };

  it('variables fill what the file leaves out and change nothing else', () => {
    const variables = {
      ...env,
      PORT: '1',
      ADMIN_PORT: '2',
      ADMIN_HOST: '::1',
      LOG_LEVEL: 'warn',
      GATEWAY_ADMIN_TOKEN: SECRET,
    };
    expect(good(load(usual(), variables))).toMatchObject({
      server: { port: 1 },
      admin: { port: 2, host: '::1', token: { value: SECRET } },
      log: { level: 'warn' },
    });
    const written = { server: { port: 5 }, admin: { port: 6, host: '127.0.0.1' }, log: { level: 'error' } };
    expect(good(load({ ...usual(), ...written }, variables))).toMatchObject({
      ...written,
      admin: { ...written.admin },
    });
  });

  it('a file together with the route’s variables is a fault that names both', () => {
    const [line] = faultLines(load(usual(), { ...env, ...FIVE }));
    expect(line).toContain('/conf/gateway.yaml');
    for (const name of Object.keys(FIVE)) expect(line).toContain(name);
  });

  it('the file is the one given, else GATEWAY_CONFIG, else the default if it is there', () => {
    const read: string[] = [];
    const asked = (file: string | undefined, variables: Record<string, string>, there: boolean) => {
      loadGatewayConfig({
        file,
        env: variables,
        exists: () => there,
        readFile: (path) => (read.push(path), Buffer.from('{}')),
      });
      return read.pop();
    };
    expect(asked('a.yaml', { GATEWAY_CONFIG: 'b.yaml' }, true)).toBe('a.yaml');
    expect(asked(undefined, { GATEWAY_CONFIG: 'b.yaml' }, true)).toBe('b.yaml');
    expect(asked(undefined, { GATEWAY_CONFIG: '' }, true)).toBe('/etc/webhook-gateway/gateway.yaml');
    expect(asked(undefined, {}, false)).toBeUndefined();
  });

  it('a file that is not there is a fault with its name', () => {
    const loaded = loadGatewayConfig({ file: '/nowhere/gateway.yaml', env: {} });
    expect(faultLines(loaded)).toEqual(['/nowhere/gateway.yaml: the file cannot be read (ENOENT)']);
  });
});

describe('the whole configuration in a variable', () => {
  const read: string[] = [];
  const asked = (file: string | undefined, env: Record<string, string>) =>
    loadGatewayConfig({
      file,
      env: { ...ENV, ...env },
      readFile: (path) => (read.push(path), Buffer.from(SECRET)),
    });
  const text = JSON.stringify(usual());

  it.each([
    ['env:CONFIG', {}],
    [undefined, { GATEWAY_CONFIG: 'env:CONFIG' }],
  ])('is read as YAML: --config %s with %j', (file, env) => {
    const loaded = asked(file, { ...env, CONFIG: text });
    expect(good(loaded).routes[0]?.name).toBe('leads');
    expect(loaded.read.from).toBe('env CONFIG');
    expect([...loaded.read.text.files]).toEqual([]);
  });

  it('takes paths from the working directory, and references in the text', () => {
    const config = usual();
    config.routes[0].source['secrets'] = [{ file: 'secret' }, '${SOURCE}-2'];
    expect(good(asked('env:CONFIG', { CONFIG: JSON.stringify(config) })).routes[0]?.source.secrets).toEqual([
      { name: 'secret-1', value: SECRET, from: 'file secret' },
      { name: 'secret-2', value: `${ENV.SOURCE}-2`, from: 'inline' },
    ]);
    expect(read).toEqual([`${process.cwd()}/secret`]);
  });

  it('is a fault with the name of the variable where it is empty, or no YAML', () => {
    const says =
      'the variable is not set or empty, and --config (or GATEWAY_CONFIG) says that it holds the configuration';
    expect(faultLines(asked('env:CONFIG', {}))).toEqual([`CONFIG: ${says}`]);
    expect(faultLines(asked('env:CONFIG', { CONFIG: ' ' }))).toEqual([`CONFIG: ${says}`]);
    expect(faultLines(asked('env:CONFIG', { CONFIG: 'routes: [' }))[0]).toMatch(/^CONFIG:1:10: /);
  });

  it('beside the variables of a route is a fault that names both', () => {
    const [line] = faultLines(asked('env:CONFIG', { ...FIVE, CONFIG: text }));
    expect(line).toContain('the configuration in CONFIG is used, but');
  });
});
