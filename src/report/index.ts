/** What people read: lines and tables. */
export { formatGeneral } from "./formatGeneral.ts";
export { evaluationLine, meanLine, percent, runLine } from "./runLines.ts";
