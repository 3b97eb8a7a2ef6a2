import { overlapping } from "./overlappingRows.ts";
import type { Related } from "./related.ts";
import { groupsInParts } from "./rowGroups.ts";
import { slowInTime } from "./rowsInTime.ts";

/**
 * What is said of rows that are no new ones beside others: of one person or machine, which a column's ids or names tell; those that
 * follow one another in time where the class changes slowly; windows that overlap. A split puts them into both parts; a test file may have
 * others.
 */
export const relatedRows = (related: Related): string[] => [...groupsInParts(related), ...slowInTime(related), ...overlapping(related)];
