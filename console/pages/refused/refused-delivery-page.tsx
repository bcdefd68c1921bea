export function RefusedDeliveryPage() {
  return <h1>RefusedDelivery</h1>;
}
