import Counter from "../islands/Counter.tsx";

/** Text, and one island with props that uses a signal. */
export default function OneIsland() {
  return (
    <>
      <h1>Retries</h1>
      <p>A page with one island, and no middleware of an application.</p>
      <Counter start={3} label="Retry" />
    </>
  );
}
