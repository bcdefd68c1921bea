/** What `dev` runs: the two schemes with their secrets, given or made for this run. */
import { schemes } from '../schemes/catalogue/index.js';
import { signsUrl } from '../schemes/rules/template.js';
import type { Scheme } from '../schemes/spec.js';
import { didYouMean } from '../checks/nearest.js';
import type { DEV } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import { UsageError, type Io } from './io.js';
import { freshKey } from './keygen.js';
import { secretOf } from './signing.js';
import { asUrl } from '../model/as-url.js';

/** One side of the route. */
export interface DevSide {
  readonly schemeName: string;
  readonly scheme: Scheme;
  /** As the configuration has it, without the URL. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Variables that the configuration names. */
  readonly env: Readonly<Record<string, string>>;
  /** What the other end needs: to sign at the source's, to verify at the receiver's. Undefined: it was given. */
  readonly made: string | undefined;
  /** How the secret was given, to be given again; undefined: it was made. */
  readonly given: readonly string[] | undefined;
}

export interface DevPlan {
  readonly source: DevSide;
  readonly destination: DevSide;
  /** 0: any free one. */
  readonly port: number;
  readonly path: string;
  /** The receiver's. */
  readonly url: string;
  readonly publicUrl: string | undefined;
}

const REASON = 'a try on this machine';

/** `localhost:3000/hooks` means what a person means by it. */
function withScheme(url: string | undefined): string | undefined {
  return url !== undefined && /^[\w.-]+(?::\d+)?(?:\/|$)/.test(url) ? `http://${url}` : url;
}

/** @throws UsageError that says which option is missing or wrong. */
export function devPlan(values: ArgsOf<typeof DEV>['values'], io: Io): DevPlan {
  const { scheme, port: portText, path } = values;
  const url = withScheme(values['forward-to']);
  if (scheme === undefined) throw new UsageError('name the scheme of the provider with --scheme');
  if (url === undefined || !asUrl(url)) throw new UsageError('say where deliveries go with --forward-to URL');
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 65_536;
  if (port > 65_535) throw new UsageError('--port takes a number from 0 to 65535; 0 is any free one');
  const source = side('source', scheme, values, io);
  const publicUrl =
    values['public-url'] ??
    (signsUrl(source.scheme) && port > 0 ? `http://127.0.0.1:${port}${path}` : undefined);
  const destination = side(
    'destination',
    values['destination-scheme'],
    {
      'secret-env': values['destination-secret-env'],
      'secret-file': values['destination-secret-file'],
    },
    io,
  );
  return { source, destination, port, path, url, publicUrl };
}

interface SecretValues {
  readonly 'secret-env': string | undefined;
  readonly 'secret-file': string | undefined;
}

function side(which: 'source' | 'destination', schemeName: string, values: SecretValues, io: Io): DevSide {
  const scheme = Object.hasOwn(schemes, schemeName) ? schemes[schemeName] : undefined;
  if (!scheme)
    throw new UsageError(`no built-in scheme "${schemeName}"${didYouMean(schemeName, Object.keys(schemes))}`);
  const about = { schemeName, scheme };
  if (!scheme.signature)
    return {
      ...about,
      config: { scheme: schemeName, reason: REASON },
      env: {},
      made: undefined,
      given: undefined,
    };
  const variable = `DEV_${which.toUpperCase()}_SECRET`;
  const config = { scheme: schemeName, secrets: [{ env: variable }] };
  const given = Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'string' && /^secret-(?:env|file)$/.test(name) ? [`--${name}`, value] : [],
  );
  if (given.length > 0)
    return { ...about, config, env: { [variable]: secretOf(values, io).value }, made: undefined, given };
  const fresh = freshKey(scheme, false);
  if ('secret' in fresh)
    return { ...about, config, env: { [variable]: fresh.secret }, made: fresh.secret, given: undefined };
  // The gateway holds one half of a pair, and whoever stands beside it the other.
  const [own, other] =
    which === 'source' ? [fresh.publicKey, fresh.privateKey] : [fresh.privateKey, fresh.publicKey];
  return { ...about, config, env: { [variable]: own }, made: other, given: undefined };
}
