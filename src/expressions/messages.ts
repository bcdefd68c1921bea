/** What a gateway and its worker processes say to each other. */
import type { Expression, ExpressionInput, NoResult } from '../line/expressions.js';

/** Milliseconds of one evaluation … */
export const TIME_LIMIT_MS = 100;
/** … and, if the machine gave the worker less than half of them, so many times as long at the most. */
export const MOST_LIMITS = 10;
/** Megabytes of a worker's heap. */
export const MEMORY_LIMIT_MB = 64;

export type Task =
  | { readonly do: 'parse'; readonly text: string }
  | { readonly do: 'evaluate'; readonly expression: Expression; readonly input: ExpressionInput };

/** Why a text is no expression. */
export interface ParseFault {
  readonly message: string;
  /** Characters up to the end of what is wrong. */
  readonly position: number;
}

export type Answer = AnswerKind & {
  /** Milliseconds of processor time that the worker has had so far. */
  readonly processorMs: number;
};

export type AnswerKind =
  | { readonly kind: 'ready' }
  /** Without a fault the text is an expression. */
  | { readonly kind: 'parsed'; readonly fault: ParseFault | undefined }
  | { readonly kind: 'body'; readonly body: Uint8Array }
  | { readonly kind: 'none'; readonly none: NoResult };
