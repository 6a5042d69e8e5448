import { createContext } from "preact";

/** What a page's title says after its own: the environment, or "Operator". */
export const TitleContext = createContext("");
