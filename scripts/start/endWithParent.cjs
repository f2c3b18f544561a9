// Loaded into the bootstrap and every Node process of the demo: a process whose parent is gone ends, so that nothing is
// left behind even when npm or the bootstrap was killed without a chance to say goodbye.
const { isMainThread } = require('node:worker_threads');

const INTERVAL_MS = 1_000;

/** Sends this process a signal soon after its parent has gone. */
function endWithParent(signal) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      process.kill(process.pid, signal);
    }
  }, INTERVAL_MS).unref();
}

module.exports = { endWithParent };

if (process.env.PORTOLAN_END_WITH_PARENT && isMainThread) {
  // Without mercy: a backend that logs its farewell into the broken pipe of a dead parent never comes to an end.
  endWithParent('SIGKILL');
}
