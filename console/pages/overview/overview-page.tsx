/** Is it well, what needs somebody, and which route: everything of `GET /api/overview`. */
import { ProblemNote } from '../../parts/problem-note.js';
import { useOverview } from '../../shell/overview-kept.js';
import { LastHour } from './last-hour.js';
import { NeedsYou } from './needs-you.js';
import { Routes } from './routes.js';
import { StateBar } from './state-bar.js';

export function OverviewPage() {
  const { data, problem, asking, again } = useOverview();
  if (!data)
    return (
      <>
        <h1>Overview</h1>
        {problem ? <ProblemNote problem={problem} /> : <p class="quiet">Asking …</p>}
      </>
    );
  return (
    <div class="overview" aria-busy={asking}>
      <StateBar overview={data} />
      <NeedsYou attention={data.attention} />
      <LastHour routes={data.routes} scope={data.scope} />
      <Routes overview={data} changed={again} />
    </div>
  );
}
