/** An authority of our own and what it signs, made by openssl when a test asks: nothing that expires lies in the repository. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath } from './tools.js';

export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Such as `DNS:localhost` or `IP:127.0.0.1`. */
  readonly names: string;
  readonly expired?: boolean;
  /** Valid from next year on. */
  readonly future?: boolean;
  /** Default an elliptic curve. */
  readonly kind?: 'rsa';
  /** Object identifiers of extensions, each empty. */
  readonly extensions?: readonly string[];
}

export interface Authority {
  readonly cert: string;
  issue(options: CertificateOptions): Credentials;
  /** One that this one signed. */
  issueAuthority(options?: Pick<CertificateOptions, 'extensions'>): Authority;
  close(): void;
}

const CONFIG = `
[ca]
default_ca = own
[own]
database = index.txt
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
`;
const RSA_KEY = ['-newkey', 'rsa:2048', '-nodes'];
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

interface Workshop {
  readonly folder: string;
  readonly run: (...args: string[]) => void;
  readonly read: (name: string) => string;
  readonly close: () => void;
}

/** @throws Error that says what to install. */
function openWorkshop(): Workshop {
  const openssl = onPath(['openssl']);
  if (openssl === undefined) {
    throw new Error("these tests need openssl: install it (Debian's package is `openssl`)");
  }
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  writeFileSync(join(folder, 'ca.cnf'), CONFIG);
  return {
    folder,
    run: (...args) => {
      execFileSync(openssl, args, { cwd: folder, stdio: 'pipe' });
    },
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    close: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Signed by nobody but itself. */
export function selfSigned({ names, kind }: Pick<CertificateOptions, 'names' | 'kind'>): Credentials {
  const { run, read, close } = openWorkshop();
  const own = ['-x509', '-days', '2', '-subj', '/CN=self', '-addext', `subjectAltName=${names}`];
  run(
    'req',
    '-config',
    'ca.cnf',
    ...(kind === 'rsa' ? RSA_KEY : NEW_KEY),
    ...own,
    '-keyout',
    'self.key',
    '-out',
    'self.pem',
  );
  const made = { cert: read('self.pem'), key: read('self.key') };
  close();
  return made;
}

export function createAuthority(): Authority {
  const workshop = openWorkshop();
  const authority = ['-x509', '-days', '2', '-subj', '/CN=authority', ...IS_AUTHORITY];
  workshop.run('req', '-config', 'ca.cnf', ...NEW_KEY, ...authority, '-keyout', 'ca.key', '-out', 'ca.pem');
  return authorityIn(workshop);
}

const IS_AUTHORITY = ['-addext', 'basicConstraints=critical,CA:TRUE'];

/** What its folder holds as `ca.pem` and `ca.key`. */
function authorityIn({ folder, run, read, close }: Workshop): Authority {
  writeFileSync(join(folder, 'index.txt'), '');
  let count = 0;

  function certify(
    request: readonly string[],
    dates: readonly string[],
    key: readonly string[],
  ): Credentials {
    const name = `leaf${++count}`;
    const subject = ['-subj', `/CN=${name} of ${folder.slice(-6)}`];
    const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`];
    run('req', '-config', 'ca.cnf', '-new', ...key, ...subject, ...request, ...files);
    const signer = ['-batch', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-outdir', '.'];
    run('ca', ...signer, ...dates, '-notext', '-in', `${name}.csr`, '-out', `${name}.pem`);
    return { cert: read(`${name}.pem`), key: read(`${name}.key`) };
  }

  return {
    cert: read('ca.pem'),
    issue({ names, expired = false, future = false, kind, extensions = [] }) {
      const request = ['-addext', `subjectAltName=${names}`, ...empty(extensions)];
      return certify(request, datesOf(expired, future), kind === 'rsa' ? RSA_KEY : NEW_KEY);
    },
    issueAuthority({ extensions = [] } = {}) {
      const { cert, key } = certify([...IS_AUTHORITY, ...empty(extensions)], datesOf(false, false), NEW_KEY);
      const below = openWorkshop();
      writeFileSync(join(below.folder, 'ca.pem'), cert);
      writeFileSync(join(below.folder, 'ca.key'), key);
      return authorityIn(below);
    },
    close,
  };
}

function datesOf(expired: boolean, future: boolean): readonly string[] {
  if (expired) return ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z'];
  if (!future) return ['-days', '1'];
  const year = new Date().getUTCFullYear() + 1;
  return ['-startdate', `${year}0101000000Z`, '-enddate', `${year}1231000000Z`];
}

/** ASN.1's NULL as their content. */
function empty(extensions: readonly string[]): readonly string[] {
  return extensions.flatMap((identifier) => ['-addext', `${identifier}=DER:05:00`]);
}
