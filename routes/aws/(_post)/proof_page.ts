import type { ProofFilter, ProofPage } from "@/components/PostResults.tsx";
import type { PatchProof } from "@/lib/patching/mod.ts";

const PAGE_SIZE = 100;
const VERDICTS = ["passed", "failed", "not_run"] as const;
/** What needs somebody comes first. */
const ORDER = { failed: 0, not_run: 1, passed: 2 } as const;

/**
 * Reads the filter that an address asks for.
 *
 * @param search The address's query.
 * @returns The filter; what it does not say is not filtered by.
 */
export function proofFilter(search: URLSearchParams): ProofFilter {
  return {
    verdict: VERDICTS.find((each) => each === search.get("verdict")) ?? "",
    q: search.get("q")?.trim() ?? "",
    from: Math.max(0, Number.parseInt(search.get("from") ?? "", 10) || 0),
  };
}

/**
 * Cuts the page out of the proofs of a change.
 *
 * @param proofs A proof for each server.
 * @param filter Which are shown.
 * @returns The page, how many fit the filter, and how many there are of each verdict.
 */
export function proofPage(proofs: readonly PatchProof[], filter: ProofFilter): ProofPage {
  const fitting = proofs.filter((proof) => fits(proof, filter))
    .toSorted((one, other) => ORDER[one.verdict] - ORDER[other.verdict]);
  const count = (verdict: PatchProof["verdict"]) =>
    proofs.filter((proof) => proof.verdict === verdict).length;
  return {
    items: fitting.slice(filter.from, filter.from + PAGE_SIZE),
    matching: fitting.length,
    filter,
    counts: {
      total: proofs.length,
      passed: count("passed"),
      failed: count("failed"),
      not_run: count("not_run"),
    },
  };
}

function fits(proof: PatchProof, { verdict, q }: ProofFilter): boolean {
  if (verdict !== "" && proof.verdict !== verdict) return false;
  const { instanceId, name, kernelBefore, stagedKernel, runningKernel, reasons } = proof;
  return [instanceId, name, kernelBefore, stagedKernel, runningKernel, ...reasons]
    .some((text) => text?.toLowerCase().includes(q.toLowerCase()));
}
