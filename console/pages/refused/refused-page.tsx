export function RefusedPage() {
  return <h1>Refused</h1>;
}
