/** What an outcome is, and why, each said once. */
export interface OutcomeGiven {
  readonly outcome: string;
  readonly reason?: string | null;
  /** Why it is a dead letter. */
  readonly dead?: string | null;
  /** Among dead letters alone the word for all of them says nothing. */
  readonly isAmongDead?: boolean;
}

export function outcomeText({ outcome, reason, dead, isAmongDead = false }: OutcomeGiven): {
  readonly word: string;
  readonly more: string | undefined;
} {
  const why = reason === null || reason === outcome ? undefined : reason;
  if (!dead) return { word: outcome, more: why };
  // A destination that is gone, or bytes that are lost, have no outcome that says more.
  const last = [outcome, why].filter((text) => text !== undefined && text !== dead).join(' ');
  const words = isAmongDead ? [dead, last] : ['dead', last === '' ? dead : `${dead}, ${last}`];
  const [word = '', more = ''] = words;
  return { word, more: more === '' ? undefined : more };
}
