// Loaded into the backend by `npm start`. The Backstage development server outlives a backend that failed, waiting for
// an edit, and a backend whose plugins failed to start goes on without them; the demo's user should see why instead.
process.on('exit', code => {
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
});
