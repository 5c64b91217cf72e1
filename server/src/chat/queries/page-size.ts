import { LIMITS } from "../../limits.ts";
import { ChatRefusal } from "../refusal.ts";

/** 0 means the default; anything out of range is refused, never cut. */
export function checkPageSize(pageSize: number): number {
  if (pageSize === 0) return LIMITS.pageDefaultRows;
  if (Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= LIMITS.pageMaxRows)
    return pageSize;
  throw new ChatRefusal("INVALID", `A page has 1 to ${LIMITS.pageMaxRows} rows.`, "page_size");
}
