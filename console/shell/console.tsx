/** The whole: signed in or not, the pages, and what is said on each of them. */
import { useEffect, useRef } from 'preact/hooks';
import { useAddress } from '../address/address.js';
import { answered, api, type ApiProblem } from '../api/client.js';
import { useAnswer } from '../api/answer.js';
import { token, wasWrong } from '../api/session.js';
import { useWatched } from '../api/watched.js';
import { ProblemNote } from '../parts/problem-note.js';
import { AwayNote } from './away-note.js';
import { BareHeader, Header } from './header.js';
import { ApiOff, SignIn } from './sign-in.js';
import { OverviewKept } from './overview-kept.js';
import { pageOf, type Page } from './pages.js';
import { Who } from './who.js';

export function Console() {
  const given = useWatched(token);
  const wrong = useWatched(wasWrong);
  const who = useAnswer(`whoami ${given ?? ''}`, (signal) => answered(api.GET('/whoami', { signal })));
  if (who.problem?.code === 'api_off') return <ApiOff detail={who.problem.detail} />;
  if (given === undefined) return <SignIn wrong={wrong} />;
  if (!who.data) return <Asking problem={who.problem} />;
  return (
    <Who.Provider value={who.data}>
      <OverviewKept>
        <Pages />
      </OverviewKept>
    </Who.Provider>
  );
}

/** Until the gateway has said whose token it is. */
function Asking({ problem }: { readonly problem: ApiProblem | undefined }) {
  return (
    <>
      <BareHeader />
      <AwayNote />
      <main>{problem && <ProblemNote problem={problem} />}</main>
    </>
  );
}

function Pages() {
  const address = useAddress();
  const page = pageOf(address);
  const main = useRef<HTMLElement>(null);
  const place = address.path.join('/');
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = `${page.title} · Webhook gateway`;
    // A page that comes in the place of another begins at its top, for those who read by ear too.
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    isFirst.current = false;
  }, [page.title, place]);
  return (
    <>
      <a class="skip" href="#main" onClick={skipTo(main)}>
        Skip to the page
      </a>
      <Header page={page} />
      <AwayNote />
      <main ref={main} id="main" class={classOf(page)} tabIndex={-1}>
        <page.Page key={page.name} />
      </main>
    </>
  );
}

/** By which the style of one page touches no other. */
function classOf({ name }: Page): string {
  return name === '' ? 'overview' : name;
}

function skipTo(main: { readonly current: HTMLElement | null }) {
  return (event: Event): void => {
    // The address belongs to the pages.
    event.preventDefault();
    main.current?.focus();
  };
}
