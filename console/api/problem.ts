/** What becomes of a question that is not answered. */

/** What the API says where it refuses (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  /** Further members of the document. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, document: unknown) {
    const members = Object(document) as Record<string, unknown>;
    const title = textOf(members['title']) ?? `The gateway answered ${status}.`;
    super(title);
    this.code = textOf(members['code']) ?? 'unknown';
    this.status = status;
    this.title = title;
    this.detail = textOf(members['detail']);
    this.members = members;
  }
}

/** No answer came. */
export class GatewayAway extends Error {
  override readonly name = 'GatewayAway';

  constructor(cause: unknown) {
    super('The gateway does not answer.', { cause });
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
