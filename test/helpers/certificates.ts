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
}

export interface Authority {
  readonly cert: string;
  issue(options: CertificateOptions): Credentials;
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
export function selfSigned({ names }: Pick<CertificateOptions, 'names'>): Credentials {
  const { run, read, close } = openWorkshop();
  const own = ['-x509', '-days', '2', '-subj', '/CN=self', '-addext', `subjectAltName=${names}`];
  run('req', '-config', 'ca.cnf', ...NEW_KEY, ...own, '-keyout', 'self.key', '-out', 'self.pem');
  const made = { cert: read('self.pem'), key: read('self.key') };
  close();
  return made;
}

export function createAuthority(): Authority {
  const { folder, run, read, close } = openWorkshop();
  writeFileSync(join(folder, 'index.txt'), '');
  const authority = [
    '-x509',
    '-days',
    '2',
    '-subj',
    '/CN=authority',
    '-addext',
    'basicConstraints=critical,CA:TRUE',
  ];
  run('req', '-config', 'ca.cnf', ...NEW_KEY, ...authority, '-keyout', 'ca.key', '-out', 'ca.pem');
  let count = 0;

  return {
    cert: read('ca.pem'),
    issue({ names, expired = false }) {
      const name = `leaf${++count}`;
      const request = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`];
      run(
        'req',
        '-config',
        'ca.cnf',
        '-new',
        ...NEW_KEY,
        ...request,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
      );
      const signer = ['-batch', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-outdir', '.'];
      const dates = expired
        ? ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z']
        : ['-days', '1'];
      run('ca', ...signer, ...dates, '-notext', '-in', `${name}.csr`, '-out', `${name}.pem`);
      return { cert: read(`${name}.pem`), key: read(`${name}.key`) };
    },
    close,
  };
}
