/** What the API said where it refused, with what to do. */
import type { ApiProblem } from '../api/client.js';

export function ProblemNote({ problem }: { readonly problem: ApiProblem }) {
  const { title, detail, code } = problem;
  return (
    <div class="problem" role="alert">
      <strong>{title}</strong> {detail} <span class="quiet">({code})</span>
    </div>
  );
}
