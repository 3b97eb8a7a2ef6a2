import { readFileSync } from "node:fs";

const { version, description } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

export const packageVersion: string = version;
export const packageDescription: string = description;
