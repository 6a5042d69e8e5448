/** Result of a conditional write; `refused`: its condition did not hold. Other faults throw. */
export type WriteResult = "written" | "refused";
