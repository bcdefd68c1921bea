/** Failures between a command and the admin API. Each is a sentence that says what to do. */
import type { ApiAnswer } from './api-exchange.js';
import { CommandFailure, type ExitCode } from './io.js';
import { printable } from './print.js';

export class ApiFailure extends CommandFailure {
  /** The problem's code; undefined if there was no answer, or somebody else's. */
  readonly code: string | undefined;
  /** Milliseconds after which it is worth another try, if the gateway says so. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, exitCode: ExitCode, code?: string, retryAfterMs?: number) {
    super(message, exitCode);
    this.name = 'ApiFailure';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

const ELSEWHERE = 'name another address with --url or GATEWAY_ADMIN_URL';

/** @param where scheme, host and port */
export function noAnswer(where: string, error: unknown): ApiFailure {
  const code = String((error as { readonly code?: unknown } | undefined)?.code);
  return new ApiFailure(`${where}: ${reasonOf(code)}`, 1);
}

function reasonOf(code: string): string {
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
      return 'that port speaks no TLS; the admin port itself speaks http';
    default:
      if (code.startsWith('HPE_')) return `the program there does not speak HTTP; ${ELSEWHERE}`;
      return `failed (${code}). For a certificate of your own set NODE_EXTRA_CA_CERTS`;
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
  const { code, title, detail } = problemIn(answer);
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
    case 'store_unavailable':
      return new ApiFailure(
        `${detail ?? title} (GET /readyz has the store's state)`,
        1,
        code,
        1_000 * Number(headers['retry-after'] ?? 5),
      );
    case 'unknown_route':
      return new ApiFailure(`${title} \`webhook-gateway routes\` lists them`, 1, code);
    default:
      return new ApiFailure(
        detail === undefined ? title : `${title} ${detail}`,
        status === 400 ? 2 : 1,
        code,
      );
  }
}

interface ProblemText {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
}

/** Whoever answered may have written anything. */
function problemIn({ headers, text }: ApiAnswer): ProblemText {
  if (!String(headers['content-type']).startsWith('application/problem+json')) return {};
  try {
    const problem = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const member = (name: string) =>
      typeof problem[name] === 'string' ? { [name]: printable(problem[name]) } : {};
    return { ...member('code'), ...member('title'), ...member('detail') };
  } catch {
    return {};
  }
}
