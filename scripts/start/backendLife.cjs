// Loaded into the backend by `npm start`. The Backstage development server outlives a backend that failed, waiting for
// an edit, and a backend whose plugins failed to start goes on without them; the demo's user should see why instead.
const { rmSync, writeFileSync } = require('node:fs');

const pidFile = process.env.PORTOLAN_BACKEND_PID_FILE;

// A crash of native code runs no exit handler: the file that stays behind tells the supervisor.
writeFileSync(pidFile, String(process.pid));

process.on('exit', code => {
  rmSync(pidFile, { force: true });
  // A restart after an edit ends with 0 and passes by.
  if (code !== 0) {
    process.kill(process.ppid, 'SIGTERM');
  }
});

process.on('unhandledRejection', error => {
  if (error instanceof Error && error.name === 'BackendStartupError') {
    // Backstage has logged it by now.
    process.exit(1);
  }
  // This listener keeps Node from ending the process. Until the backend listens too there is nobody else to say why a
  // module cannot be loaded.
  if (process.listenerCount('unhandledRejection') === 1) {
    process.stderr.write(
      `${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  }
});
