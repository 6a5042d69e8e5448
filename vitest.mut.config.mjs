import { defineConfig } from "vitest/config";
const [file, from, to] = JSON.parse(process.env.MUT);
export default defineConfig({ root: "/work/main", plugins: [{ name: "mut", enforce: "pre", transform(code, id) { if (!id.endsWith(file)) return; if (code.split(from).length !== 2) throw new Error("edit does not fit " + file + " " + code.split(from).length); return code.replace(from, () => to); } }], test: { fsModuleCache: false, include: ["test/contracts/second-opinion.test.ts"], hookTimeout: 20000, testTimeout: 20000 } });
