/** What an endpoint of the API is: its path, its parameters, who may ask, and what answers. */
import type { ServerResponse } from 'node:http';
import type { Role } from '../../model/role.js';
import type { Operations } from '../../operate/operations.js';
import type { Body } from './body.js';
import type { Principal } from './principal.js';
import type { Query } from './query.js';

export interface Call {
  /** The part of the path that the endpoint leaves open, decoded; empty if it leaves none. */
  readonly subject: string;
  readonly query: Query;
  /** Empty for a GET. */
  readonly body: Body;
  /** Of who asks; it may do what the endpoint needs. */
  readonly role: Role;
  readonly principal: Principal;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** What the audit has of a write, where the path and the answer alone do not say it. */
  readonly audit?: { readonly on?: string; readonly count: number | null };
  /** For an answer that goes on: writes the whole of it, in the place of the body. */
  readonly stream?: (response: ServerResponse) => void;
}

export interface Endpoint {
  readonly method: 'get' | 'post' | 'delete';
  /** Of one that is no GET and changes nothing all the same: it has a body, and is no write. */
  readonly changes?: 'nothing';
  /** Beneath `/api`; what begins with a colon stands for any one segment. */
  readonly path: string;
  /** The query parameters, or members of the body, that it knows. */
  readonly query?: readonly string[];
  readonly members?: readonly string[];
  /** The least that may ask. */
  readonly role: Role;
  readonly handle: (operations: Operations, call: Call) => Reply | Promise<Reply>;
}

/** What the audit hears of. */
export function isWrite({ method, changes }: Pick<Endpoint, 'method' | 'changes'>): boolean {
  return method !== 'get' && changes !== 'nothing';
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}
