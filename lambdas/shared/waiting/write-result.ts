/** What became of a conditional write: `refused` means that its condition did not hold. Anything else throws. */
export type WriteResult = "written" | "refused";
