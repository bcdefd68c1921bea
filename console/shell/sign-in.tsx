/** Asks for the token, or says how to set one. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { signIn } from '../api/session.js';
import { AwayNote } from './away-note.js';
import { BareHeader } from './header.js';

export function SignIn({ wrong }: { readonly wrong: boolean }) {
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Sign in · Webhook gateway';
    field.current?.focus();
  }, []);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (text.trim() !== '') signIn(text.trim());
  };
  return (
    <>
      <BareHeader />
      <AwayNote />
      <main class="gate">
        <h1>Sign in</h1>
        <form onSubmit={submit}>
          <label for="token">Token of the admin API</label>
          <input
            {...{
              ref: field,
              id: 'token',
              type: 'password',
              autocomplete: 'off',
              spellcheck: false,
              value: text,
            }}
            aria-describedby="token-help"
            onInput={(event) => {
              setText(event.currentTarget.value);
            }}
          />
          {wrong && <p role="alert">The gateway does not know this token.</p>}
          <button type="submit">Sign in</button>
          <p id="token-help" class="quiet">
            One of <code>admin.token</code> or <code>admin.tokens</code>. It stays in this tab until that is
            closed.
          </p>
        </form>
      </main>
    </>
  );
}

export function ApiOff({ detail }: { readonly detail: string | undefined }) {
  return (
    <>
      <BareHeader />
      <main class="gate">
        <h1>The console is off</h1>
        <p>The gateway has no token for its admin API yet, so there is nothing to show.</p>
        <p>{detail}</p>
        <pre>
          <code>{`admin:
  token: { env: GATEWAY_ADMIN_TOKEN }`}</code>
        </pre>
        <p>
          <code>webhook-gateway serve</code> on a terminal makes a token for its run and prints the address
          with it.
        </p>
      </main>
    </>
  );
}
