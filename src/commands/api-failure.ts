/** Failures between a command and the admin API. Each is a sentence that says what to do. */
import type { CandidateView } from '../http/api/view.js';
import type { ApiAnswer } from './api-exchange.js';
import { CommandFailure, type ExitCode } from './io.js';
import { printable } from './print.js';

interface ApiFailureMore {
  readonly retryAfterMs?: number;
  readonly candidates?: readonly CandidateView[];
}

export class ApiFailure extends CommandFailure {
  /** The problem's code; undefined if there was no answer, or somebody else's. */
  readonly code: string | undefined;
  /** Milliseconds after which it is worth another try, if the gateway says so. */
  readonly retryAfterMs: number | undefined;
  /** The deliveries that may be meant, if the id does not say which. */
  readonly candidates: readonly CandidateView[] | undefined;

  constructor(message: string, exitCode: ExitCode, code?: string, more: ApiFailureMore = {}) {
    super(message, exitCode);
    this.name = 'ApiFailure';
    this.code = code;
    this.retryAfterMs = more.retryAfterMs;
    this.candidates = more.candidates;
  }
}

const ELSEWHERE = 'name another address with --url or GATEWAY_ADMIN_URL';

/** @param where scheme, host and port */
export function noAnswer(where: string, error: unknown): ApiFailure {
  const code = String((error as { readonly code?: unknown } | undefined)?.code);
  return new ApiFailure(`${where}: ${reasonOf(code)}`, 1);
}

/** Why there is no answer, and what to do. @param code of the error that a request met */
export function reasonOf(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `connection refused. Is the gateway running, and is this its admin port (admin.port, ADMIN_PORT)? If it is elsewhere, ${ELSEWHERE}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `no such host; ${ELSEWHERE}`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `no answer (${code}). Does something block the way to the admin port, or is admin.host an address that cannot be reached from here?`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `the connection broke off (${code}). Is the gateway stopping? Is this an admin port, and does it speak http or https as the URL says?`;
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return 'that port speaks no TLS; without admin.tls the admin port itself speaks http';
    case 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED':
    case 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE':
    case 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA':
      return 'the gateway wants a certificate of yours (admin.tls.clientCa): GATEWAY_ADMIN_CERT and GATEWAY_ADMIN_KEY name it and its key';
    default:
      if (code.startsWith('HPE_')) return `the program there does not speak HTTP; ${ELSEWHERE}`;
      return `failed (${code}). For a certificate of your own authority name that: --ca FILE or GATEWAY_ADMIN_CA (NODE_EXTRA_CA_CERTS counts too)`;
  }
}

/** @param variable where the token came from */
export function refusal(where: string, variable: string, answer: ApiAnswer): ApiFailure {
  const { status, headers } = answer;
  if (headers['webhook-gateway-outcome'] !== undefined) {
    return new ApiFailure(
      `${where} is the gateway's public port; the API is on its admin port (9090 unless admin.port or ADMIN_PORT says otherwise)`,
      2,
    );
  }
  const { code, title, detail, candidates = [], faults = [] } = problemIn(answer);
  if (code === undefined || title === undefined) {
    return new ApiFailure(
      `${where} answered ${status} and does not look like an admin port; ${ELSEWHERE}`,
      1,
    );
  }
  switch (code) {
    case 'api_off':
      return new ApiFailure(
        `${where}: the API is off; ${detail ?? title}, then restart or reload it`,
        2,
        code,
      );
    case 'unauthorized':
      return new ApiFailure(
        `${where} does not take the token in ${variable}; it must be the one in that gateway's admin.token`,
        2,
        code,
      );
    case 'forbidden_role':
      return new ApiFailure(
        `${where}: the token in ${variable} may not do that${detail === undefined ? '' : `: ${detail}`}`,
        2,
        code,
      );
    case 'store_unavailable':
      return new ApiFailure(`${detail ?? title} (GET /readyz has the store's state)`, 1, code, {
        retryAfterMs: 1_000 * Number(headers['retry-after'] ?? 5),
      });
    case 'ambiguous_id':
      return new ApiFailure(whichOne(title, candidates), 1, code, { candidates });
    case 'configuration_faulty':
      return new ApiFailure([title, ...faults].join('\n  '), 2, code);
    case 'unknown_route':
      return new ApiFailure(
        `${[title, ...(detail === undefined ? [] : [detail])].join(' ')} \`webhook-gateway routes\` lists them`,
        1,
        code,
      );
    default:
      return new ApiFailure(
        detail === undefined ? title : `${title} ${detail}`,
        status === 400 ? 2 : 1,
        code,
      );
  }
}

function whichOne(title: string, candidates: readonly CandidateView[]): string {
  const lines = candidates.map(
    ({ id, route, destination }) => `\n  ${id}  --route ${route} --destination ${destination}`,
  );
  return `${title} Take the message id of the one you mean, or name its route or destination:${lines.join('')}`;
}

interface ProblemText {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly candidates?: readonly CandidateView[];
  /** `path: message` each. */
  readonly faults?: readonly string[];
}

/** Whoever answered may have written anything. */
function problemIn({ headers, text }: ApiAnswer): ProblemText {
  if (!String(headers['content-type']).startsWith('application/problem+json')) return {};
  try {
    const problem = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const member = (name: string) =>
      typeof problem[name] === 'string' ? { [name]: printable(problem[name]) } : {};
    const candidates = Array.isArray(problem['candidates']) ? problem['candidates'].map(candidateIn) : [];
    const faults = Array.isArray(problem['faults']) ? problem['faults'].map(faultIn) : [];
    return { ...member('code'), ...member('title'), ...member('detail'), candidates, faults };
  } catch {
    return {};
  }
}

function faultIn(value: unknown): string {
  const { path, message } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return printable(`${String(path)}: ${String(message)}`);
}

function candidateIn(value: unknown): CandidateView {
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  const text = (name: string): string => (typeof given[name] === 'string' ? printable(given[name]) : '');
  return { id: text('id'), route: text('route'), destination: text('destination') };
}
