/** Where nobody can say whether a write was done. */
export function LostNote({ look }: { readonly look: string }) {
  return <p class="problem">The gateway did not answer, so nobody can say whether it was done. {look}</p>;
}
