/** What the API said where it refused, with what to do. */
import { hrefOf } from '../address/address.js';
import type { ApiProblem } from '../api/client.js';

export function ProblemNote({ problem }: { readonly problem: ApiProblem }) {
  const { title, detail, code } = problem;
  return (
    <div class="problem" role="alert">
      <strong>{title}</strong> {detail} <span class="quiet">({code})</span>
      <Candidates problem={problem} />
    </div>
  );
}

interface Candidate {
  readonly id: string;
  readonly route: string;
  readonly destination: string;
}

/** Of an id that several deliveries have (`ambiguous_id`). */
function Candidates({ problem: { members } }: { readonly problem: ApiProblem }) {
  const { candidates } = members;
  if (!Array.isArray(candidates)) return null;
  return (
    <ul>
      {candidates.filter(isCandidate).map(({ id, route, destination }, i) => (
        <li key={i}>
          <a href={hrefOf(['deliveries', id], { route, destination })}>{id}</a> of {route} → {destination}
        </li>
      ))}
    </ul>
  );
}

function isCandidate(value: unknown): value is Candidate {
  const { id, route, destination } = Object(value) as Partial<Record<keyof Candidate, unknown>>;
  return [id, route, destination].every((text) => typeof text === 'string');
}
