/** The catalogue in force. A second locale is another file of this type, chosen here. */
import { en } from "./en.ts";

export type Catalogue = typeof en;

export const text: Catalogue = en;

export const locale = "en-GB";
