// Loaded into the backend by `npm start`. The Backstage development server outlives a backend that crashed, waiting
// for an edit; the demo's user should see why it ended instead. A clean end (a restart after an edit) passes by.
process.on('exit', code => {
  if (code !== 0) {
    process.kill(process.ppid, 'SIGTERM');
  }
});
