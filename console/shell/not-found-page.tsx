import { hrefOf } from '../address/address.js';

export function NotFoundPage() {
  return (
    <>
      <h1>No such page</h1>
      <p>
        The console has no page of this address. <a href={hrefOf([''])}>To the overview</a>
      </p>
    </>
  );
}
