import sample from "./sample/change.csv" with { type: "text" };

/**
 * A change to try while AWS is simulated: servers of the simulated fleet, in four accounts and both
 * partitions, some of them offline, unknown to SSM, or failing their QC.
 */
export const SAMPLE_CHANGE_CSV: string = sample;
