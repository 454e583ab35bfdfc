// For tests: holds the server's lock of a data folder until it is killed or told to release it by SIGTERM.
import { holdServerLock } from "../data-folder.ts";

const [, , folder = ""] = process.argv;
const alive = setInterval(() => {}, 60_000);
const told = new Promise((resolve) => process.once("SIGTERM", resolve));
const lock = await holdServerLock(folder);
console.log("held");
await told;
await lock.release();
clearInterval(alive);
console.log("released");
