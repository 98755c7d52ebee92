import { useSignal } from "@preact/signals";

export default function Counter({ start, label }: { start: number; label: string }) {
  const count = useSignal(start);
  return (
    <p>
      <button type="button" onClick={() => count.value++}>{label}</button>
      <output>{count}</output>
    </p>
  );
}
