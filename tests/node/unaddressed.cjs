// Take out of a lock file all that names an address: node unaddressed.cjs LOCK.
const { readFileSync, writeFileSync } = require("node:fs");

const [path] = process.argv.slice(2);
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  delete entry.resolved;
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
